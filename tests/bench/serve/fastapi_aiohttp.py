"""FastAPI, with aiohttp: what uvicorn runs as fastapi_aiohttp:app."""

import asyncio
import os

import aiohttp
import fastapi
import pydantic

app = fastapi.FastAPI()


class Request(pydantic.BaseModel):
    url: str


class Call(pydantic.BaseModel):
    requests: list[Request]


@app.on_event("startup")
async def start():
    connector = aiohttp.TCPConnector(limit=int(os.environ["BENCH_CONNECTIONS"]))
    app.state.session = aiohttp.ClientSession(connector=connector,
                                              timeout=aiohttp.ClientTimeout(total=60))


@app.on_event("shutdown")
async def end():
    await app.state.session.close()


async def fetch(url):
    try:
        async with app.state.session.get(url) as answer:
            return {"url": url, "status": answer.status, "bytes": len(await answer.read())}
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        return {"url": url, "error": str(error)}


@app.post("/v1/fetch")
async def fetch_all(call: Call):
    results = await asyncio.gather(*(fetch(each.url) for each in call.requests))
    # What an endpoint returns by itself, FastAPI copies value by value first.
    return fastapi.responses.JSONResponse({"results": results})

"""FastAPI, with httpx: what uvicorn runs as fastapi_httpx:app."""

import asyncio
import os

import fastapi
import httpx
import pydantic

app = fastapi.FastAPI()


class Request(pydantic.BaseModel):
    url: str


class Call(pydantic.BaseModel):
    requests: list[Request]


@app.on_event("startup")
async def start():
    count = int(os.environ["BENCH_CONNECTIONS"])
    limits = httpx.Limits(max_connections=count, max_keepalive_connections=count)
    app.state.client = httpx.AsyncClient(limits=limits, timeout=60, trust_env=False)


@app.on_event("shutdown")
async def end():
    await app.state.client.aclose()


async def fetch(url):
    try:
        answer = await app.state.client.get(url)
        return {"url": url, "status": answer.status_code, "bytes": len(answer.content)}
    except httpx.HTTPError as error:
        return {"url": url, "error": str(error)}


@app.post("/v1/fetch")
async def fetch_all(call: Call):
    results = await asyncio.gather(*(fetch(each.url) for each in call.requests))
    # What an endpoint returns by itself, FastAPI copies value by value first.
    return fastapi.responses.JSONResponse({"results": results})

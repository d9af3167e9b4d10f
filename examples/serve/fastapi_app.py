"""GET /concurrent_requests/?url=URL&url=URL in FastAPI: urlfan fetches them.

urlfan serve
FETCH_TOKEN_FILE=... python3 -m uvicorn fastapi_app:app
"""

import logging
import os
import pathlib
import time

import fastapi
import httpx
from fastapi.responses import JSONResponse

URLFAN = os.environ.get("FETCH_URL", "http://127.0.0.1:8080")
TOKEN = pathlib.Path(os.environ["FETCH_TOKEN_FILE"]).read_text(encoding="ascii").strip()
# All URLs together get ten seconds. Bodies are wanted, and any status is an answer.
OPTIONS = {"deadline": "10s", "body": "full", "expect-status": "100-599"}

log = logging.getLogger(__name__)
app = fastapi.FastAPI()
urlfan = httpx.AsyncClient(base_url=URLFAN, timeout=15,
                           headers={"Authorization": f"Bearer {TOKEN}"})
app.add_event_handler("shutdown", urlfan.aclose)


@app.get("/concurrent_requests/")
async def concurrent_requests(url: list[str] = fastapi.Query([])):
    started = time.monotonic()
    try:
        answer = await urlfan.post("/v1/fetch", json={"requests": url, "options": OPTIONS})
    except httpx.HTTPError as error:
        log.error("urlfan does not answer: %s", error)
        return JSONResponse({"error": "try again later"}, 503)
    if answer.status_code != 200:
        return refused(answer)
    results = [shown(each, result) for each, result in zip(url, answer.json()["results"])]
    return {"results": results, "total_time": time.monotonic() - started}


def shown(url, result):
    if result["error"]:
        return {"url": url, "error": result["error"]["message"]}
    return {"url": url, "status": result["status"], "content": result["body"]}


def refused(answer):
    """What our client is told when urlfan says no (RFC 9457)."""
    if answer.status_code in (400, 413):  # no URL, or too many
        return JSONResponse({"error": answer.json()["detail"]}, 400)
    log.error("urlfan: %s %s", answer.status_code, answer.text)
    return JSONResponse({"error": "try again later"}, 503,
                        {"Retry-After": answer.headers.get("Retry-After", "5")})

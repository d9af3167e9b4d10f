"""GET /concurrent_requests/?url=URL&url=URL in Flask: urlfan fetches them.

urlfan serve
FETCH_TOKEN_FILE=... flask --app flask_app run
"""

import os
import pathlib
import time

import flask
import requests

URLFAN = os.environ.get("FETCH_URL", "http://127.0.0.1:8080")
TOKEN = pathlib.Path(os.environ["FETCH_TOKEN_FILE"]).read_text(encoding="ascii").strip()
# All URLs together get ten seconds. Bodies are wanted, and any status is an answer.
OPTIONS = {"deadline": "10s", "body": "full", "expect-status": "100-599"}

app = flask.Flask(__name__)


@app.get("/concurrent_requests/")
def concurrent_requests():
    started = time.monotonic()
    urls = flask.request.args.getlist("url")
    try:
        answer = requests.post(f"{URLFAN}/v1/fetch", json={"requests": urls, "options": OPTIONS},
                               headers={"Authorization": f"Bearer {TOKEN}"}, timeout=15)
    except requests.RequestException as error:
        app.logger.error("urlfan does not answer: %s", error)
        return {"error": "try again later"}, 503
    if answer.status_code != 200:
        return refused(answer)
    results = [shown(url, each) for url, each in zip(urls, answer.json()["results"])]
    return {"results": results, "total_time": time.monotonic() - started}


def shown(url, result):
    if result["error"]:
        return {"url": url, "error": result["error"]["message"]}
    return {"url": url, "status": result["status"], "content": result["body"]}


def refused(answer):
    """What our client is told when urlfan says no (RFC 9457)."""
    if answer.status_code in (400, 413):  # no URL, or too many
        return {"error": answer.json()["detail"]}, 400
    app.logger.error("urlfan: %s %s", answer.status_code, answer.text)
    later = answer.headers.get("Retry-After", "5")
    return {"error": "try again later"}, 503, {"Retry-After": later}

"""Flask, with requests in a pool of threads: what gunicorn runs as flask_requests:app."""

import concurrent.futures
import os
import threading

import flask
import requests

app = flask.Flask(__name__)
pool = concurrent.futures.ThreadPoolExecutor(int(os.environ["BENCH_CONNECTIONS"]))
local = threading.local()


def fetch(url):
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.trust_env = False
    try:
        answer = local.session.get(url, timeout=60)
        return {"url": url, "status": answer.status_code, "bytes": len(answer.content)}
    except requests.RequestException as error:
        return {"url": url, "error": str(error)}


@app.post("/v1/fetch")
def fetch_all():
    urls = [each["url"] for each in flask.request.get_json()["requests"]]
    return {"results": list(pool.map(fetch, urls))}

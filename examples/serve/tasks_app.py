"""Work that outlives the request, in Flask: POST /tasks {"urls": [...]} is answered with 202 and a
Location; GET /tasks/ID says how far it is, and in the end what came out.

urlfan serve
FETCH_TOKEN_FILE=... flask --app tasks_app run
"""

import json
import os
import pathlib

import flask
import requests

URLFAN = os.environ.get("FETCH_URL", "http://127.0.0.1:8080")
TOKEN = pathlib.Path(os.environ["FETCH_TOKEN_FILE"]).read_text(encoding="ascii").strip()

app = flask.Flask(__name__)


def call(method, path, **more):
    return requests.request(method, URLFAN + path, timeout=15,
                            headers={"Authorization": f"Bearer {TOKEN}"}, **more)


@app.post("/tasks")
def add():
    answer = call("POST", "/v1/runs", json={"requests": flask.request.json["urls"], "options": {}})
    if answer.status_code != 202:
        return refused(answer)
    task = answer.headers["Location"].rsplit("/", 1)[1]
    return {"task": task}, 202, {"Location": flask.url_for("show", task=task)}


@app.get("/tasks/<task>")
def show(task):
    answer = call("GET", f"/v1/runs/{task}")
    if answer.status_code != 200:
        return refused(answer)
    run = answer.json()
    told = {"state": run["state"], **run["progress"]}
    if run["state"] == "finished":
        told["results"] = [{"url": each["url"], "ok": each["ok"], "status": each["status"]}
                           for each in results_of(task)]
    return told


def results_of(task):
    """In the order in which they came."""
    lines = call("GET", f"/v1/runs/{task}/results").iter_lines()
    return [record for record in map(json.loads, lines) if record["type"] == "result"]


def refused(answer):
    """What our client is told when urlfan says no (RFC 9457)."""
    if answer.status_code in (400, 404, 413):
        return {"error": answer.json()["detail"]}, answer.status_code
    app.logger.error("urlfan: %s %s", answer.status_code, answer.text)
    later = answer.headers.get("Retry-After", "5")
    return {"error": "try again later"}, 503, {"Retry-After": later}


@app.errorhandler(requests.RequestException)
def unreachable(error):
    app.logger.error("urlfan does not answer: %s", error)
    return {"error": "try again later"}, 503

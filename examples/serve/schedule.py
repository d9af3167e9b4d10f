"""What is done again and again: urlfan keeps the clock, and this program need not run.

python3 schedule.py add EVERY URL...   prints the id of the schedule
python3 schedule.py last ID            prints what its last run found
python3 schedule.py remove ID

It has the token from FETCH_TOKEN_FILE, and needs nothing but Python.
"""

import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

URLFAN = os.environ.get("FETCH_URL", "http://127.0.0.1:8080")
TOKEN = pathlib.Path(os.environ["FETCH_TOKEN_FILE"]).read_text(encoding="ascii").strip()


def call(method, path, document=None):
    """The text of the answer. Ends the program with what urlfan said where that is no success."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(URLFAN + path, body, method=method, headers={
        "Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        sys.exit(f"schedule: {error.code} {json.load(error)['detail']}")
    except OSError as error:
        sys.exit(f"schedule: urlfan does not answer: {error}")


def add(every, *urls):
    run = {"requests": urls, "options": {"timeout": "10s", "retries": 1}}
    print(json.loads(call("POST", "/v1/schedules", {"every": every, "run": run}))["id"])


def last(schedule):
    run = json.loads(call("GET", f"/v1/schedules/{schedule}"))["last_run"]
    if run is None:
        sys.exit("schedule: it has not run yet")
    for line in call("GET", f"/v1/runs/{run}/results").splitlines():
        result = json.loads(line)
        if result["type"] == "result":
            print(result["url"], result["status"] if result["ok"] else result["error"]["message"])


def remove(schedule):
    call("DELETE", f"/v1/schedules/{schedule}")


COMMANDS = {"add": add, "last": last, "remove": remove}

if len(sys.argv) < 3 or sys.argv[1] not in COMMANDS:
    sys.exit(__doc__)
COMMANDS[sys.argv[1]](*sys.argv[2:])

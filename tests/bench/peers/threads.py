"""requests with a thread pool: threads.py LIST THREADS [CA_FILE]. One JSON line for every URL."""

import concurrent.futures
import json
import sys
import threading

import requests

local = threading.local()


def fetch(url):
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.trust_env = False
        if len(sys.argv) > 3:
            local.session.verify = sys.argv[3]
    try:
        answer = local.session.get(url, timeout=60)
        return {"url": url, "status": answer.status_code, "bytes": len(answer.content)}
    except requests.RequestException as error:
        return {"url": url, "error": str(error)}


with open(sys.argv[1], encoding="utf-8") as file:
    urls = file.read().split()
with concurrent.futures.ThreadPoolExecutor(int(sys.argv[2])) as pool:
    for result in pool.map(fetch, urls):
        print(json.dumps(result))

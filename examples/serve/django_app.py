"""GET /concurrent_requests/?url=URL&url=URL in Django: urlfan fetches them. A whole project in one
file; the view is what you want.

urlfan serve
FETCH_TOKEN_FILE=... python3 django_app.py runserver
"""

import logging
import os
import pathlib
import sys
import time

import requests
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path

URLFAN = os.environ.get("FETCH_URL", "http://127.0.0.1:8080")
TOKEN = pathlib.Path(os.environ["FETCH_TOKEN_FILE"]).read_text(encoding="ascii").strip()
# All URLs together get ten seconds. Bodies are wanted, and any status is an answer.
OPTIONS = {"deadline": "10s", "body": "full", "expect-status": "100-599"}

log = logging.getLogger(__name__)


def concurrent_requests(request):
    started = time.monotonic()
    urls = request.GET.getlist("url")
    try:
        answer = requests.post(f"{URLFAN}/v1/fetch", json={"requests": urls, "options": OPTIONS},
                               headers={"Authorization": f"Bearer {TOKEN}"}, timeout=15)
    except requests.RequestException as error:
        log.error("urlfan does not answer: %s", error)
        return JsonResponse({"error": "try again later"}, status=503)
    if answer.status_code != 200:
        return refused(answer)
    results = [shown(url, each) for url, each in zip(urls, answer.json()["results"])]
    return JsonResponse({"results": results, "total_time": time.monotonic() - started})


def shown(url, result):
    if result["error"]:
        return {"url": url, "error": result["error"]["message"]}
    return {"url": url, "status": result["status"], "content": result["body"]}


def refused(answer):
    """What our client is told when urlfan says no (RFC 9457)."""
    if answer.status_code in (400, 413):  # no URL, or too many
        return JsonResponse({"error": answer.json()["detail"]}, status=400)
    log.error("urlfan: %s %s", answer.status_code, answer.text)
    told = JsonResponse({"error": "try again later"}, status=503)
    told["Retry-After"] = answer.headers.get("Retry-After", "5")
    return told


urlpatterns = [path("concurrent_requests/", concurrent_requests)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"],
                       SECRET_KEY=os.urandom(16).hex())
    execute_from_command_line(sys.argv)

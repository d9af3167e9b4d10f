"""Results of runs that never were, in the schema of urlfan: the same each time."""
import datetime
import random

START = datetime.datetime(2026, 11, 27, 12)
LANES = 40
FAILURES = {
    "connect_timeout": ("connect", None, "no connection after 2 s"),
    "http_status": ("check", 500, "HTTP 500, expected below 400"),
    "check_failed": ("check", 200, 'json:/status is "down", expected "up"'),
    "truncated_body": ("transfer", 200, "the body ended after 40 of 100 bytes"),
}
STAGES = ("dns", "connect", "tls", "wait", "receive")


def fine(milliseconds):
    at = START + datetime.timedelta(microseconds=round(milliseconds * 1000))
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def coarse(milliseconds):
    return fine(milliseconds)[:-4] + "Z"


def stages(chance):
    """What one exchange took; three in ten make a connection."""
    makes = chance.random() < 0.3
    took = {"dns": chance.uniform(0.2, 3) if makes else None,
            "connect": chance.uniform(1, 9) if makes else None,
            "tls": chance.uniform(4, 20) if makes else None,
            "wait": chance.lognormvariate(3.2, 0.7), "receive": chance.uniform(0.1, 8)}
    took = {stage: None if time is None else round(time, 3) for stage, time in took.items()}
    return {**took, "total": round(sum(time or 0 for time in took.values()) + 0.05, 3)}


def result(index, **changes):
    """One that passed at once, but for `changes`."""
    url = f"https://api{index % 12}.example/v1/items/{index}?page={index % 7}"
    took = {stage: None for stage in STAGES}
    return {
        "type": "result", "index": index, "file": "urls/all.txt", "line": index + 1,
        "name": f"item {index}" if index % 5 == 0 else None, "method": "GET", "url": url,
        "effective_url": url, "ok": True, "status": 200, "http_version": "2", "error": None,
        "checks": [{"name": "status", "ok": True, "expected": "<400", "actual": "200"}],
        "attempts": 1, "flaky": False, "history": [], "redirects": [], "remote_ip": "192.0.2.1",
        "remote_port": 443, "started_at": coarse(0), "exchange_started_at": fine(0),
        "elapsed_ms": 10.0,
        "timings_ms": {"queued": 0.0, **took, "wait": 10.0, "redirect": None, "total": 10.0},
        "content_type": "application/json", "body_bytes": 512, "body": None,
        "body_encoding": None, "body_truncated": None, "saved_to": None, "sha256": None,
        "headers": None, "tls": None, "ready_ms": None, "baseline": None, "drift": None, **changes}


def failure(code):
    """What makes a result one of those that failed."""
    phase, status, message = FAILURES[code]
    checks = [{"name": "status", "ok": code != "http_status", "expected": "<400",
               "actual": str(status)}] if status else []
    if code == "check_failed":
        checks.append({"name": "json:/status", "ok": False, "expected": '"up"',
                       "actual": '"down"', "excerpt": '{"status":"down","since":4}'})
    return {"ok": False, "status": status, "checks": checks,
            "error": {"code": code, "phase": phase, "message": message, "retryable": False,
                      "curl_code": None}}


def past(chance, url, at):
    took = stages(chance)
    return {"status": 503, "error_code": "http_status", "total_ms": took["total"],
            "backoff_ms": 80.0, "started_at": fine(at), "effective_url": url,
            "exchange_started_at": fine(at), "timings_ms": took, "redirects": []}


def hop(chance, url, at):
    return {"status": 302, "location": "https://www.example/", "method": "GET", "url": url,
            "started_at": fine(at), "timings_ms": stages(chance)}


def summary(results, wall, **changes):
    by_status, by_error = {}, {}
    for each in results:
        if each["status"]:
            key = str(each["status"])
            by_status[key] = by_status.get(key, 0) + 1
        if each["error"]:
            code = each["error"]["code"]
            by_error[code] = by_error.get(code, 0) + 1
    failed = sum(not each["ok"] for each in results)
    return {
        "type": "summary", "schema": "urlfan/1", "urlfan_version": "0.1.0", "total": len(results),
        "ok": len(results) - failed, "failed": failed, "skipped": 0,
        "flaky": sum(each["flaky"] for each in results), "complete": True, "input_complete": True,
        "stop": None, "exit_code": 1 if failed else 0, "started_at": coarse(0),
        "wall_ms": round(wall, 3), "attempts": sum(each["attempts"] for each in results),
        "body_bytes": sum(each["body_bytes"] or 0 for each in results), "by_status": by_status,
        "by_error": by_error, "latency_ms": None, "checks": [], "list": None, **changes}


def run(lines):
    """All records of a run: retries, redirects and failures among them."""
    chance = random.Random(1)
    lanes = [0.0] * LANES
    results = []
    for index in range(lines):
        lane = min(range(LANES), key=lanes.__getitem__)
        start = at = lanes[lane]
        kind = chance.random()
        url = result(index)["url"]
        history, redirects, redirect = [], [], None
        for _ in range(chance.choice((1, 1, 2)) if kind < 0.05 else 0):
            history.append(past(chance, url, at))
            at += history[-1]["total_ms"] + 80
        if 0.05 < kind < 0.13:
            redirects.append(hop(chance, url, at))
            redirect = redirects[0]["timings_ms"]["total"]
            at += redirect
        took = stages(chance)
        changes = failure(chance.choice(sorted(FAILURES))) if 0.13 < kind < 0.18 else {}
        results.append(result(index, **{
            "attempts": len(history) + 1, "flaky": bool(history), "history": history,
            "redirects": redirects, "started_at": coarse(start), "exchange_started_at": fine(at),
            "elapsed_ms": round(at + took["total"] - start, 3),
            "timings_ms": {"queued": round(start, 3), **took, "redirect": redirect,
                           "total": round(took["total"] + (redirect or 0), 3)}, **changes}))
        lanes[lane] = at + took["total"] + 0.3
    return [*results, summary(results, max(lanes) + 5)]

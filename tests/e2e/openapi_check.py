"""Holds answers of the server against what its /openapi.json says of them.

Standard input has the document in its first line, and an answer a line behind that: method, path,
status, type and body. Prints what differs.
"""
import json
import re
import sys

import jsonschema


def operation_of(openapi, method, path):
    """The most literal of the paths that match, and what it says of the method."""
    for pattern, operations in sorted(openapi["paths"].items(), key=lambda item: item[0].count("{")):
        if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", pattern), path.split("?")[0]):
            return operations.get({"HEAD": "get"}.get(method, method.lower()))
    return None


def resolve(openapi, node):
    while "$ref" in node:
        node = jsonschema.RefResolver("", openapi).resolve(node["$ref"])[1]
    return node


def problems(openapi, answer):
    operation = operation_of(openapi, answer["method"], answer["path"])
    status = str(answer["status"])
    if operation is None:
        if answer["status"] in (404, 405, 401, 403, 421):
            return
        yield "there is no such operation"
        return
    if status not in operation["responses"]:
        yield f"{status} is not told of"
        return
    response = resolve(openapi, operation["responses"][status])
    media = answer["type"].split(";")[0]
    content = response.get("content", {})
    if answer["method"] == "HEAD" or not content:
        return
    if media not in content and "*/*" not in content:
        yield f"{media} is none of {list(content)}"
        return
    schema = content.get(media, content.get("*/*")).get("schema")
    if schema is None or media == "text/plain":
        return
    known = openapi["components"]["schemas"]["urlfan"]
    resolver = jsonschema.RefResolver("", openapi, store={"urlfan.schema.json": known})
    validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
    lines = answer["body"].splitlines() if media.endswith("ndjson") else [answer["body"]]
    for line in lines:
        for error in validator.iter_errors(json.loads(line)):
            best = jsonschema.exceptions.best_match([error])
            yield f"{best.json_path}: {best.message[:300]}"


def main():
    openapi = json.loads(sys.stdin.readline())
    jsonschema.Draft202012Validator.check_schema(openapi["components"]["schemas"]["run"])
    wrong = 0
    for line in sys.stdin:
        answer = json.loads(line)
        for problem in problems(openapi, answer):
            wrong = 1
            print(f"{answer['method']} {answer['path']} {answer['status']}: {problem}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())

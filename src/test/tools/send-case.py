#!/usr/bin/env python3
"""Sends a worked case to a running service that asks for no token, with its record as prefetch, and prints the answer.

    src/test/tools/send-case.py <case> [<base>]

The base is http://127.0.0.1:8080 unless another is named. Exit codes: 0 answered 200, 1 another answer, 2 it could not be sent.
"""
import json
import pathlib
import sys
import urllib.error
import urllib.request

CASES = pathlib.Path(__file__).resolve().parents[3] / "cql/input/tests"


def prefetch(templates, resources):
    """Each query's resources by type: a search gets a Bundle, a read the resource itself."""
    filled = {}
    for key, query in templates.items():
        kind = query.split("?")[0].split("/")[0]
        own = [one for one in resources if one["resourceType"] == kind]
        if "?" in query:
            entries = [{"resource": one, "search": {"mode": "match"}} for one in own]
            filled[key] = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        else:
            filled[key] = own[0] if own else None
    return filled


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    base = sys.argv[2] if len(sys.argv) == 3 else "http://127.0.0.1:8080"
    files = sorted(CASES.rglob(sys.argv[1] + ".json"))
    if not files:
        print("There is no case " + sys.argv[1] + " below " + str(CASES), file=sys.stderr)
        return 2
    case = json.loads(files[0].read_text())
    try:
        with urllib.request.urlopen(base + "/cds-services") as answer:
            services = json.load(answer)["services"]
        service = next(
            one for one in services if one["hook"] == case["request"]["hook"] and case.get("service") in (None, one["id"]))
        resources = [entry["resource"] for entry in case["record"]["entry"]]
        call = dict(case["request"], prefetch=prefetch(service.get("prefetch", {}), resources))
        request = urllib.request.Request(
            base + "/cds-services/" + service["id"],
            data=json.dumps(call).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            print(json.dumps(json.load(answer), indent=2, ensure_ascii=False))
        return 0
    except urllib.error.HTTPError as refused:
        print(refused.code, refused.read().decode(errors="replace"), file=sys.stderr)
        return 1
    except (urllib.error.URLError, StopIteration) as failed:
        print("It could not be sent: " + (str(failed) or "no service for the hook"), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env bash
# Shows as text how the answer to a case differs from the answer that an earlier commit gives.
#   src/test/tools/answer-difference.sh <case> <hook> [<commit>]
# Both are built, which takes some minutes. Exit codes: 0 the same, 1 different, 2 it could not be tried.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,4s/^# //p' "$0" >&2
  exit 2
fi
hook="$2"
commit="${3:-HEAD}"
cd "$(dirname "$0")/../../.."
now="$PWD"
case="$(find cql/input/tests -name "$1.json")"
place="$(mktemp -d)"
trap 'git worktree remove --force "$place/before" > /dev/null 2>&1; rm -rf "$place"' EXIT
git worktree add --quiet --detach "$place/before" "$commit" || exit 2

# The answer of a tree to the case as it is now; identifiers are new at each call.
answer() {
  (cd "$1" && ./mvnw -q -B -DskipTests package >&2 &&
    java -jar target/spine-recurrence-cds.jar evaluate --content "$1" --hook "$hook" --json "$now/$case") |
    sed -E 's/\\n/\n/g; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g' > "$2" || exit 2
}
answer "$place/before" "$place/before.json"
answer "$now" "$place/after.json"
diff -u --label "$commit" --label now "$place/before.json" "$place/after.json"

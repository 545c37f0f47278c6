#!/usr/bin/env bash
# Webhooks against receivers that are not ours. $1: the program mizan. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/webhooks

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: there is no $tool here, so nothing is posted to a receiver"; exit 77; }
done
mkdir -p "$build"
if ! cmp -s "$here/package-lock.json" "$build/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$build/"
  (cd "$build" && npm ci --no-audit --no-fund --loglevel=error) ||
    { echo "SKIPPED: npm cannot install the receivers' libraries"; exit 77; }
  cp "$here/package-lock.json" "$build/installed-lock.json"
fi
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$build/"
exec node "$build/check.mjs" "$1"

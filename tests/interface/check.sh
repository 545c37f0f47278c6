#!/usr/bin/env bash
# The documents of the interface against a running hub. $1: the program mizan; $2: the sources. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/interface

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: there is no $tool here, so the documents are held against nothing"; exit 77; }
done
mkdir -p "$build"
if ! cmp -s "$here/package-lock.json" "$build/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$build/"
  # One of the parser's dependencies has a script that tells its makers of the installation.
  (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    { echo "SKIPPED: npm cannot install the validators"; exit 77; }
  cp "$here/package-lock.json" "$build/installed-lock.json"
fi
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$build/"
exec node "$build/check.mjs" "$1" "$2"

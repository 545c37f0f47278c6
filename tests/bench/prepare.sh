#!/usr/bin/env bash
# Puts the pinned DuckDB package under build/bench. Says what is missing and ends with 77 where node or npm is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/bench

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: there is no $tool here, so nothing is held against DuckDB"; exit 77; }
done
mkdir -p "$build"
cmp -s "$here/package-lock.json" "$build/installed-lock.json" && exit 0
cp "$here/package.json" "$here/package-lock.json" "$build/"
(cd "$build" && npm ci --no-audit --no-fund --loglevel=error) ||
  { echo "SKIPPED: npm cannot install DuckDB, so nothing is held against it"; exit 77; }
cp "$here/package-lock.json" "$build/installed-lock.json"

#!/usr/bin/env bash
# run.sh TEST_PROGRAM FOLDER: has exceljs write workbooks into FOLDER and runs the tests that read them. Says what is
# missing and ends with 77 where node or npm is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1
folder=$2

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: there is no $tool here, so no other program's workbooks are read"; exit 77; }
done
mkdir -p "$folder/made"
if ! cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) ||
    { echo "SKIPPED: npm cannot install exceljs, so no other program's workbooks are read"; exit 77; }
  cp "$here/package-lock.json" "$folder/installed-lock.json"
fi
cp "$here/make.mjs" "$folder/"
node "$folder/make.mjs" "$folder/made"
MIZAN_PRODUCED="$folder/made" "$program" --gtest_brief=1 --gtest_filter='Produced.*'

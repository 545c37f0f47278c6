#!/usr/bin/env bash
# run.sh TEST_PROGRAM FOLDER: has exceljs write workbooks into FOLDER and runs the tests that read them. Says what is
# missing and ends with 77 where node or npm is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1
folder=$2
source "$here/../../../tests/support/npm.sh"

npm_packages "$here" "$folder" "no other program's workbooks are read"
mkdir -p "$folder/made"
cp "$here/make.mjs" "$folder/"
node "$folder/make.mjs" "$folder/made"
MIZAN_PRODUCED="$folder/made" "$program" --gtest_brief=1 --gtest_filter='Produced.*'

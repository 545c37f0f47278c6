#!/usr/bin/env bash
# The schema of KPI definitions against their parser. $1: the program mizan. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/schema
source "$here/../support/npm.sh"

npm_packages "$here" "$build" "no schema is held against the parser"
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$build/"
exec node "$build/agree.mjs" "$1" "$here/../../config/kpis"

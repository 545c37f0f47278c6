#!/usr/bin/env bash
# The bench on 2,000 cases, equality only: every published value as DuckDB counts it. $1: the program mizan.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/prepare.sh"
node "$here/percentages_test.mjs"
exec node "$here/bench.mjs" --smoke --layouts csv --mizan "$1"

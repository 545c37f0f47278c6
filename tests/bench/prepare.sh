#!/usr/bin/env bash
# Puts the pinned DuckDB package under build/bench. Says what is missing and ends with 77 where node or npm is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../support/npm.sh"

npm_packages "$here" "$here/../../build/bench" "nothing is held against DuckDB"

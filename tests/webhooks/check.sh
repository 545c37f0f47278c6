#!/usr/bin/env bash
# Webhooks against receivers that are not ours. $1: the program mizan. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/webhooks
source "$here/../support/npm.sh"

npm_packages "$here" "$build" "nothing is posted to a receiver"
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$here"/../support/*.mjs "$build/"
exec node "$build/check.mjs" "$1"

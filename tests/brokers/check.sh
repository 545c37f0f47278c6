#!/usr/bin/env bash
# The feed handed to brokers. $1: the check; $2: the program mizan; $3: what else the check needs. 77: no nats-server, node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/brokers
source "$here/../support/npm.sh"

command -v nats-server >/dev/null || { echo "SKIPPED: there is no nats-server here, so no broker is given anything"; exit 77; }
mkdir -p "$build"
# The checks may run side by side.
exec 9>"$build/lock"
flock 9
npm_packages "$here" "$build" "no broker is given anything"
# Modules are looked for beside the file that names them.
cp -u "$here"/*.mjs "$here"/../support/*.mjs "$build/"
flock -u 9
exec node "$build/$1.mjs" "${@:2}"

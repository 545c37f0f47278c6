#!/usr/bin/env bash
# The feed to subscribers that are not ours, and those of docs/feed.md. $1: the check, check.mjs or cuts.mjs; $2: the program mizan; $3: the folder docs/subscribers;
# $4: the C++ one of them, built. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/feed
source "$here/../support/npm.sh"

npm_packages "$here" "$build" "nobody follows the feed"
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$here"/../support/*.mjs "$3"/*.mjs "$build/"
exec node "$build/$1" "${@:2}"

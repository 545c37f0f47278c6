#!/usr/bin/env bash
# The feed to subscribers that are not ours, and those of docs/feed.md. $1: the program mizan; $2: the folder docs/subscribers; $3: the C++ one of them, built.
# 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/feed
source "$here/../support/npm.sh"

npm_packages "$here" "$build" "nobody follows the feed"
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$here/../webhooks/hub.mjs" "$2"/*.mjs "$build/"
exec node "$build/check.mjs" "$1" "$2" "$3"

#!/usr/bin/env bash
# The documents of the interface against a running hub. $1: the program mizan; $2: the sources. 77: no node or npm, nothing is shown.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../build/interface
source "$here/../support/npm.sh"

# One of the parser's dependencies has a script that tells its makers of the installation.
npm_packages "$here" "$build" "the documents are held against nothing" --ignore-scripts
# Modules are looked for beside the file that names them.
cp "$here"/*.mjs "$here"/../support/*.mjs "$build/"
exec node "$build/check.mjs" "$1" "$2"

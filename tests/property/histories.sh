#!/usr/bin/env bash
# A great many histories, each looked at as known at many moments, by the optimised build: in pieces, as many at once as
# there are cores. What a piece says is kept in build/histories, so that who stops goes on where they were; a piece counts
# as done for the program that it was done with. Fails if a piece failed, and says which file tells of it.
#   histories.sh PROGRAM HISTORIES MOMENTS
set -euo pipefail
program=$1 histories=$2 moments=$3
if ! [[ $histories =~ ^[1-9][0-9]{0,6}$ && $moments =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "histories: how many, and how many moments of each: two numbers, such as 10000 50" >&2
  exit 2
fi
piece=475 # histories of one run, most of them in one hub
folder=build/histories/$(sha256sum "$program" | cut -c1-12)-$moments
mkdir -p "$folder"

run_piece() {
  local program=$1 folder=$2 moments=$3 first=$4 number=$5
  local log=$folder/$first-$((first + number - 1)).log
  if [ -e "$log" ]; then
    echo "seeds $first to $((first + number - 1)): done before"
    return 0
  fi
  local begun=$SECONDS
  if MIZAN_FIRST_SEED=$first MIZAN_RUNS=$number MIZAN_TOGETHER=$((number / 2)) MIZAN_MOMENTS=$moments \
    nice "$program" >"$log.part" 2>&1; then
    mv "$log.part" "$log"
    echo "seeds $first to $((first + number - 1)): no difference ($((SECONDS - begun)) s)"
  else
    echo "seeds $first to $((first + number - 1)): FAILED, $log.part"
    return 1
  fi
}
export -f run_piece

for ((first = 1; first <= histories; first += piece)); do
  left=$((histories - first + 1))
  echo "$first $((left < piece ? left : piece))"
done | xargs -P "$(nproc)" -L 1 bash -c 'run_piece "$@"' _ "$program" "$folder" "$moments"

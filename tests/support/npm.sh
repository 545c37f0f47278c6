# To be sourced: packages of npm for a check that runs programs which are not ours.

# npm_packages FROM INTO WITHOUT [FLAG…]: puts the packages that FROM's lock file pins into INTO, unless they are there. Without node or npm, or where
# npm cannot install them, says what goes unchecked (WITHOUT) and ends the script with 77, which ctest shows as skipped.
npm_packages() {
  local from=$1 into=$2 without=$3 tool
  shift 3
  for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "SKIPPED: there is no $tool here, so $without"; exit 77; }
  done
  mkdir -p "$into"
  cmp -s "$from/package-lock.json" "$into/installed-lock.json" && return
  cp "$from/package.json" "$from/package-lock.json" "$into/"
  (cd "$into" && npm ci --no-audit --no-fund --loglevel=error "$@") || { echo "SKIPPED: npm cannot install its packages, so $without"; exit 77; }
  cp "$from/package-lock.json" "$into/installed-lock.json"
}

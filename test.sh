#!/usr/bin/env bash
# Builds Bifrost and runs its tests. The last line is `N passed, N failed` (and `, N skipped` if any were).
#   ./test.sh                              everything but the long tests (trait Category=Long)
#   ./test.sh --long                       the long tests too (kills under load, soak)
#   ./test.sh --filter-class '*Usage*'     further arguments go to the test runner
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

long=false
filters=()
for argument in "$@"; do
  if [ "$argument" = --long ]; then long=true; else filters+=("$argument"); fi
done
$long || filters+=(--filter-not-trait Category=Long)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The tests start their own PostgreSQL, so Debian's default cluster is never made.
install_missing() {
  local missing=()
  [ -x /usr/lib/postgresql/15/bin/initdb ] || missing+=(postgresql-15)
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing ${missing[*]} from Debian ..."
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    as_root mkdir -p /etc/postgresql-common &&
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null || true
  fi
  if ! { as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null; }; then
    echo "Cannot install ${missing[*]}: run 'apt-get install ${missing[*]}' as root, then ./test.sh again." >&2
    exit 2
  fi
}

install_missing
dotnet build Bifrost.sln -c Release -v quiet

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet run --project Bifrost.Tests -c Release --no-build -- \
  --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename results.xml \
  --progress off ${filters[@]+"${filters[@]}"} || status=$?

# Counts come from the report, not from what is printed for people.
count() {
  [ -f "$results/results.xml" ] || { echo 0; return; }
  { grep -o '<assembly [^>]*>' "$results/results.xml" || true; } |
    { grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

# Whoever reads the end of a long log sees which, and why.
if [ -f "$results/results.xml" ]; then
  tr '\n' '\r' <"$results/results.xml" | sed 's/<test /\n<test /g' | { grep '^<test [^>]*result="Fail"' || true; } |
    sed -e 's/^<test [^>]* name="\([^"]*\)"[^>]*>/failed: \1\r/' -e 's/<[^>]*>/\r/g' -e 's/\r\r*/\n  /g' -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' | cut -c1-500
fi

passed=$(count passed)
failed=$(($(count failed) + $(count errors)))
skipped=$(count skipped)
[ "$passed" -gt 0 ] || [ "$failed" -gt 0 ] || status=${status/#0/8}
[ "$failed" -eq 0 ] || [ "$status" -ne 0 ] || status=1
summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary+=", $skipped skipped"
echo "$summary"
exit "$status"

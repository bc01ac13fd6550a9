#!/usr/bin/env bash
# Maple Court in the web console, on a new database in a temporary
# folder. Ctrl-C ends it. docs/console.md walks through it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.csv "$here"/quickstart.toml "$work"/

cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p engine-cli
target=$(cargo metadata --manifest-path "$root/Cargo.toml" --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
# A fixed date, so that the output is always the same.
engine=("$target/release/engine-cli" --config "$work" --today 2026-11-23)

"${engine[@]}" people import "$work/people.csv"
cat <<END

The export of the property-management system is
  $work/residents-monday.csv
Change it, or replace it with another day's export, and press "Sync now":
  cp $work/residents-tuesday.csv $work/residents-monday.csv

END
"${engine[@]}" serve "$@"

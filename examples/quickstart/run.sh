#!/usr/bin/env bash
# Three days at Maple Court, on a new database in a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.csv "$here"/quickstart.toml "$work"/

cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p engine-cli
target=$(cargo metadata --manifest-path "$root/Cargo.toml" --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
# A fixed date, so that the output is always the same.
engine=("$target/release/engine-cli" --config "$work/quickstart.toml" --today 2026-11-23)

say() { printf '\n\033[1m== %s\033[0m\n\n' "$1"; }
feed() { export ENGINE__CONNECTOR__PATH="residents-$1.csv"; }

say "Before: twenty people are in the directory (people import)"
"${engine[@]}" people import "$work/people.csv"

feed monday
say "Monday: what would a sync do? (plan)"
"${engine[@]}" plan
say "Monday: do it (sync)"
"${engine[@]}" sync --json >"$work/monday.json"
"${engine[@]}" alerts

feed tuesday
say "Tuesday: a transfer, a move-out, a new phone, somebody gone, and problems (plan)"
"${engine[@]}" plan
say "Tuesday: do it (sync)"
"${engine[@]}" sync

feed wednesday
say "Wednesday: the export says that half the building has left (sync, held by safety)"
"${engine[@]}" sync || [ $? -eq 3 ]

say "Open alerts for the property manager (alerts)"
"${engine[@]}" alerts
say "Why is t0001050 not in the directory? (explain)"
feed tuesday
"${engine[@]}" explain t0001050

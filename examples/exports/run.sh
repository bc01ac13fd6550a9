#!/usr/bin/env bash
# Two properties whose managers export a report, on a new database in a
# temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.csv "$here"/*.toml "$work"/

cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p engine-cli
target=$(cargo metadata --manifest-path "$root/Cargo.toml" --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
# Fixed dates, so that the output is always the same.
maple() { "$target/release/engine-cli" --config "$work/maple-court.toml" --today 2026-11-23 "$@"; }
birch() { "$target/release/engine-cli" --config "$work/birch-row.toml" "$@"; }

say() { printf '\n\033[1m== %s\033[0m\n\n' "$1"; }

say "Maple Court: what is in the rent roll, and how is it recognized? (fetch)"
maple fetch
say "Three people are in the directory (people import)"
maple people import "$work/people.csv"
say "The rent roll finds them by name and unit; one of them has left (sync)"
maple sync
say "People who cannot be imported without an email (alerts)"
maple alerts

say "Birch Row: a directory without IDs (fetch)"
birch --today 2026-11-23 fetch
say "Monday (sync)"
birch --today 2026-11-23 sync
say "A week later: one person has moved to unit 5, one has left, one is gone after a scheduled move-out (sync)"
export ENGINE__CONNECTOR__PATH=directory-tuesday.csv
birch --today 2026-12-01 sync
say "Nobody loses access by being absent from a report without IDs (alerts)"
birch --today 2026-12-01 alerts

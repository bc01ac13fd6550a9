#!/usr/bin/env bash
# Two days at Maple Court, whose residents come from a made-up Yardi server.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
cp "$here"/*.xml "$here"/yardi.toml "$here"/yardi.lic "$work"/
cp "$work/residents-monday.xml" "$work/residents.xml"

for package in engine-cli tenantry-fakes; do
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p "$package"
done
target=$(cargo metadata --manifest-path "$root/Cargo.toml" --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# Any free port; the first line says which.
"$target/release/fake-yardi" --port 0 --feed "$work/residents.xml" --feed "$work/units.xml" \
    --promotions "$work/promotions.xml" >"$work/server.log" &
server=$!
for _ in $(seq 50); do
    grep -q "^Listening on" "$work/server.log" && break
    sleep 0.1
done
url=$(sed -n 's/^Listening on \(http:[^;]*\);.*/\1/p' "$work/server.log")
export ENGINE__CONNECTOR__URL="$url/webservices" YARDI_PASSWORD=demo-password
# A fixed date, so that the output is always the same.
engine=("$target/release/engine-cli" --config "$work/yardi.toml" --today 2026-11-23)

say() { printf '\n\033[1m== %s\033[0m\n\n' "$1"; }

say "Address, login, license and property (check)"
"${engine[@]}" check
say "Monday: two people share an email (sync)"
"${engine[@]}" sync
say "Tuesday: the tenant of 101 has left, his roommate is now the tenant under a new code (sync)"
cp "$work/residents-tuesday.xml" "$work/residents.xml"
"${engine[@]}" sync
say "The people (people)"
"${engine[@]}" people
say "The responses, recorded for a support case, and read again without the server (fetch)"
"${engine[@]}" fetch --record "$work/tape" >"$work/fetched"
kill "$server"
"${engine[@]}" fetch --replay "$work/tape" >"$work/replayed"
cmp "$work/fetched" "$work/replayed" && echo "the same $(wc -l <"$work/replayed") residents"

#!/usr/bin/env bash
# A sync of Maple Court from Harborline, a made-up PMS that is described by a profile.
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
cp "$here"/*.json "$here"/*.toml "$work"/

for package in engine-cli tenantry-fakes; do
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p "$package"
done
target=$(cargo metadata --manifest-path "$root/Cargo.toml" --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# Any free port; the first line says which.
"$target/release/fake-rest" --port 0 "$work/answers.toml" >"$work/server.log" &
server=$!
for _ in $(seq 50); do
    grep -q "^Listening on" "$work/server.log" && break
    sleep 0.1
done
url=$(sed -n 's/^Listening on \(http:[^;]*\);.*/\1/p' "$work/server.log")
export ENGINE__CONNECTOR__URL="$url/v2" HARBORLINE_SECRET=demo-secret
# A fixed date, so that the output is always the same.
engine=("$target/release/engine-cli" --config "$work/maple-court.toml" --today 2026-11-23)

say() { printf '\n\033[1m== %s\033[0m\n\n' "$1"; }

say "The built-in profiles (connectors rest)"
"${engine[@]}" connectors rest | sed -n '/PROFILE/,/^$/p'
say "Address, credentials, and each request of the profile (check)"
"${engine[@]}" check
say "The residents that the profile finds in the responses (fetch)"
"${engine[@]}" fetch
say "And the first sync (sync)"
"${engine[@]}" sync
say "A mistake in a profile is found before any request is sent (check)"
sed -i 's/\$.person.person_id"$/$.persn.person_id"/' "$work/harborline.toml"
"${engine[@]}" check || true

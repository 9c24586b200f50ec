#!/usr/bin/env bash
# Runs the examples of all crates.
set -euo pipefail
cd "$(dirname "$0")/.."
count=0
for example in examples/*.rs */examples/*.rs; do
    echo "== $example"
    folder=$(dirname "$(dirname "$example")")
    cargo run --quiet --manifest-path "$folder/Cargo.toml" --example "$(basename "$example" .rs)"
    count=$((count + 1))
done
[ "$count" -ge 4 ] || { echo "only $count examples" >&2; exit 1; }

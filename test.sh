#!/usr/bin/env bash
# Installs the simulators and synthesis tools that the tests need, where it can, then runs all tests.
set -euo pipefail
cd "$(dirname "$0")"

declare -A package=([iverilog]=iverilog [verilator]=verilator [yosys]=yosys [g++]=g++ [make]=make)
missing=()
for tool in "${!package[@]}"; do
    command -v "$tool" >/dev/null || missing+=("${package[$tool]}")
done
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "installing ${missing[*]}"
        "${as_root[@]}" apt-get update -qq
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        echo "the tests need: ${missing[*]} (names of Debian packages); install them and run this again" >&2
        exit 2
    fi
fi

tools/install-eda.sh
cargo test --workspace --no-fail-fast "$@"

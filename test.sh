#!/usr/bin/env bash
# Runs the tests: those that give a first answer in a few minutes, or with --all every one. What a test needs is installed first.
#
#   ./test.sh [--all] [arguments of `cargo test`]
set -euo pipefail
cd "$(dirname "$0")"

# Test files that only --all runs.
place_and_route=(boards)
long=(compiled coverage fuzz generated_verilog host host_faults mutation netlist picture power_up proofs regress simulators)

all=no
if [ "${1:-}" = --all ]; then
    all=yes
    shift
fi

declare -A package=([iverilog]=iverilog [verilator]=verilator [yosys]=yosys [g++]=g++ [make]=make)
missing=()
for tool in "${!package[@]}"; do
    command -v "$tool" >/dev/null || missing+=("${package[$tool]}")
done
if [ ${#missing[@]} -gt 0 ]; then
    tools/install-packages.sh "${missing[@]}"
fi

if [ $all = yes ]; then
    tools/install-eda.sh
    exec cargo test --workspace --no-fail-fast "$@"
fi

chosen=()
for file in tests/*.rs */tests/*.rs; do
    name=$(basename "$file" .rs)
    case " ${place_and_route[*]} ${long[*]} " in
        *" $name "*) ;;
        *) chosen+=(--test "$name") ;;
    esac
done
status=0
cargo test --workspace --no-fail-fast --lib --bins "${chosen[@]}" "$@" || status=$?
echo "left out: ${place_and_route[*]} (place and route), ${long[*]} (long), examples in the documentation"
echo "all tests: ./test.sh --all; one of these: cargo test --workspace --test ${long[0]}"
exit "$status"

#!/usr/bin/env bash
# Checks licences, versions and sources of all dependencies with deny.toml. Installs cargo-deny where it is missing, once, in
# $XDG_CACHE_HOME/spindle (default: ~/.cache/spindle).
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
deny=$(command -v cargo-deny || true)
if [ -z "$deny" ]; then
    folder=${XDG_CACHE_HOME:-$HOME/.cache}/spindle/cargo-deny-$version
    deny=$folder/bin/cargo-deny
    if [ ! -x "$deny" ]; then
        echo "installing cargo-deny $version into $folder"
        # Compiled without optimisation: that takes a third of the time, and the check no longer than a second.
        CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version "$version" --locked --debug --quiet --root "$folder"
    fi
fi
"$deny" check licenses bans sources

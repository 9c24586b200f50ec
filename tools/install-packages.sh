#!/usr/bin/env bash
# Installs Debian packages: as root at once, else with sudo after a yes on the terminal. Where neither is possible it ends with 2
# and prints the command to run.
#
#   tools/install-packages.sh PACKAGE...
set -euo pipefail

command="apt-get install -y --no-install-recommends $*"
if ! command -v apt-get >/dev/null; then
    echo "missing: $* (names of Debian packages); install them and run this again" >&2
    exit 2
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    answer=no
    if command -v sudo >/dev/null && [ -t 0 ] && [ -t 2 ]; then
        read -r -p "missing: $*. Run sudo $command? [y/N] " answer || answer=no
    fi
    case $answer in
        y | Y | yes) as_root=(sudo) ;;
        *)
            echo "missing: $*; run this, then the same again: sudo $command" >&2
            exit 2
            ;;
    esac
fi

echo "installing $*"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null

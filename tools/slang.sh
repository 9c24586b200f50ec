#!/usr/bin/env bash
# Lints Verilog with slang: every file given is read, and any warning is an error.
#
#   tools/slang.sh TOP FILE...
#
# slang comes from the Python package pyslang, in an environment of its own that the first run makes, in
# ${SPINDLE_SLANG:-~/.cache/spindle/slang}.
set -euo pipefail

if [ $# -lt 2 ]; then
    echo "usage: tools/slang.sh TOP FILE..." >&2
    exit 2
fi
package=pyslang==9.1.0
folder=${SPINDLE_SLANG:-${XDG_CACHE_HOME:-$HOME/.cache}/spindle/slang}
stamp=$folder/installed.txt
mkdir -p "$folder"
# Tests call this side by side.
exec 9>"$folder/lock"
flock 9
if ! { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$package" ]; }; then
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        echo "slang needs Python with venv: install python3 and python3-venv (names of Debian packages)" >&2
        exit 2
    fi
    python3 -m venv "$folder"
    if ! "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$package"; then
        echo "slang could not be installed: pip install $package failed in $folder" >&2
        exit 2
    fi
    echo "$package" >"$stamp"
fi
flock -u 9
exec "$folder/bin/python" "$(dirname "$0")/slang.py" "$@"

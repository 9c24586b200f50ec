#!/bin/sh
# Makes docs/demo.png, the picture in the README: the top of the report that `spindle demo` writes, in a browser; and
# docs/demo.sha256, the hash of its source (tests/picture.rs compares it with the current report).
#
#   tools/picture.sh                        builds Spindle first
#   SPINDLE=path/to/spindle tools/picture.sh
#
# Needs Chromium or Chrome (BROWSER names another one of that family).
set -eu
cd "$(dirname "$0")/.."
for browser in ${BROWSER:-chromium chromium-browser google-chrome}; do
    if command -v "$browser" >/dev/null; then break; fi
done
command -v "$browser" >/dev/null || { echo "no browser: install chromium, or name one as BROWSER" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -n "${SPINDLE:-}" ]; then
    "$SPINDLE" demo --preset digits --out "$folder/out"
else
    cargo run --release -- demo --preset digits --out "$folder/out"
fi
# A browser in a container has no sandbox of its own; it opens our own report, which loads nothing.
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --window-size=1000,2230 --screenshot="$folder/demo.png" "file://$folder/out/report.html"
mv "$folder/demo.png" docs/demo.png
{
    (cd "$folder/out" && sha256sum report.html)
    (cd docs && sha256sum demo.png)
} > docs/demo.sha256

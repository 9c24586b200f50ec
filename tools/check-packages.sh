#!/usr/bin/env bash
# Packs every crate of the workspace for a registry, and checks the packages: required files, the metadata
# by which they are found, and that no source names a file outside of its package.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -f target/package/*.crate
cargo package --workspace --no-verify --allow-dirty --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
problems=0
problem() {
    echo "$1" >&2
    problems=$((problems + 1))
}

packages=0
for archive in target/package/*.crate; do
    tar -xzf "$archive" -C "$folder"
    package=$(basename "$archive" .crate)
    packages=$((packages + 1))
    for file in LICENSE-MIT LICENSE-APACHE README.md; do
        [ -s "$folder/$package/$file" ] || problem "$package has no $file"
    done
    for key in description license repository readme keywords categories rust-version; do
        grep -q "^$key = " "$folder/$package/Cargo.toml" || problem "$package: Cargo.toml has no $key"
    done
done

# Files that sources are compiled with, and paths that begin at the package's folder.
includes=0
while IFS=: read -r source line text; do
    named=$(sed -E 's/.*(include_(str|bytes)!\(|path = )"([^"]+)".*/\3/' <<< "$text")
    includes=$((includes + 1))
    [ -e "$(dirname "$source")/$named" ] || problem "${source#"$folder"/}:$line: $named is not in the package"
done < <(grep -rnE --include='*.rs' '(include_(str|bytes)!\(|#\[path = )"[^"]+"' "$folder")
while read -r where; do
    problem "${where#"$folder"/}: this leaves the package"
done < <(grep -rnE --include='*.rs' 'CARGO_MANIFEST_DIR"\)(, "|\)?\.join\(")/?\.\.' "$folder" || true)

members=$(cargo metadata --format-version 1 --no-deps --offline | grep -o '"manifest_path"' | wc -l)
[ "$packages" -eq "$members" ] || problem "$packages packages of $members members"
[ "$includes" -gt 20 ] || problem "only $includes files are included: the search for them is wrong"
[ "$problems" -eq 0 ] || exit 1
echo "$packages packages, $includes included files: each is whole"

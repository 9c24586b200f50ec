//! Makes the list of boards from `constraints/*.toml`, so that a board is one file, and names the
//! platform for tests.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=constraints");
    println!("cargo:rustc-env=TARGET_OF_BUILD={}", env::var("TARGET").map_err(io::Error::other)?);
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut entries = Vec::new();
    for entry in fs::read_dir(Path::new(&here).join("constraints"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            entries.push(format!("({name:?}, include_str!({:?})),", path.display().to_string()));
        }
    }
    entries.sort();
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("boards.rs"), format!("&[\n{}\n]\n", entries.join("\n")))
}

//! Objects of Verilator itself, which are the same in every model: compiling them takes as long as compiling a small core, so
//! they are kept from the first model on.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

fn is_object(file: &Path) -> bool {
    let name = file.file_stem().and_then(OsStr::to_str);
    name.is_some_and(|name| name.starts_with("verilated")) && file.extension() == Some(OsStr::new("o"))
}

/// Copies the objects in `from`, if there is such a folder, to `to`, which is made. Younger than all that they depend on, they are
/// not compiled again.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    if !from.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let file = entry?.path();
        if let Some(name) = file.file_name().filter(|_| is_object(&file)) {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}

/// Keeps the objects in `build` as the folder `kept`, unless that is there.
pub(super) fn keep(build: &Path, kept: &Path) -> io::Result<()> {
    if kept.is_dir() {
        return Ok(());
    }
    let around = kept.parent().unwrap_or(kept);
    fs::create_dir_all(around)?;
    let folder = tempfile::Builder::new().prefix("build-").tempdir_in(around)?;
    let objects = folder.path().join("objects");
    copy(build, &objects)?;
    match fs::rename(&objects, kept) {
        // Another one was faster.
        Err(_) if kept.is_dir() => Ok(()),
        renamed => renamed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_verilator_are_kept_whole_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second, kept] = ["first", "second", "cache/kept"].map(|name| folder.path().join(name));
        copy(&kept, &first).unwrap();
        for (name, text) in
            [("verilated.o", "1"), ("verilated_vcd_c.o", "2"), ("model.o", "3"), ("verilated.d", "4")]
        {
            fs::write(first.join(name), text).unwrap();
        }
        keep(&first, &kept).unwrap();
        fs::write(first.join("verilated.o"), "other").unwrap();
        keep(&first, &kept).unwrap();
        copy(&kept, &second).unwrap();
        let mut found: Vec<_> =
            fs::read_dir(&second).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        found.sort();
        assert_eq!(found, ["verilated.o", "verilated_vcd_c.o"]);
        assert_eq!(fs::read_to_string(second.join("verilated.o")).unwrap(), "1");
        assert_eq!(fs::read_dir(kept.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }
}

//! The FST of a run that was killed (Icarus 12, from `killed.v`), with the `.hier` that it left:
//! read up to its last whole block.

mod support;

use std::path::{Path, PathBuf};

use spindle_wave::{Options, Report, compare};
use support::files;

/// Simulated values up to the interruption.
const VCD: &str = "\
$timescale 1ns $end
$scope module top $end
$var reg 1 ! clk $end
$var reg 8 \" q [7:0] $end
$var real 64 # level $end
$upscope $end
$enddefinitions $end
#0
0!
b10000 \"
r0.5 #
#10
1!
b10001 \"
r1.25 #
#20
0!
";

/// The dump and its declarations, in a folder of their own.
struct Killed {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Killed {
    fn new(dump: &[u8], hierarchy: Option<&[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("killed.fst");
        std::fs::write(&path, dump).unwrap();
        if let Some(bytes) = hierarchy {
            std::fs::write(folder.path().join("killed.fst.hier"), bytes).unwrap();
        }
        Self { _folder: folder, path }
    }

    fn refused(&self) -> String {
        compare(&self.path, &self.path, &Options::default()).unwrap_err().to_string()
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps").join(name)).unwrap()
}

fn parts() -> [Vec<u8>; 2] {
    ["killed.fst", "killed.fst.hier"].map(fixture)
}

fn beside(killed: &Path, vcd: &str) -> Report {
    let files = files(vcd.as_bytes(), b"");
    compare(&files.left, killed, &Options::default()).unwrap()
}

#[test]
fn it_is_read_up_to_its_last_whole_block() {
    let [dump, hierarchy] = parts();
    let killed = Killed::new(&dump, Some(&hierarchy));
    let report = beside(&killed.path, VCD);
    assert_eq!((report.signals_compared, report.differences), (3, 0), "{report:?}");
    // 3 at first, 3 at 10 ns, 1 at 20 ns.
    assert_eq!((report.changes_compared, report.ends), (7, [20_000_000; 2]));
    for (from, to) in [("b10001", "b10011"), ("r1.25", "r1.5"), ("#20", "#19"), ("clk", "other")] {
        let report = beside(&killed.path, &VCD.replace(from, to));
        assert!(report.differences > 0 || report.missing_right.len() == 1, "{from} {to}");
    }
    // Truncated after the block, or inside the incomplete one.
    for length in [0x14a + 0x77 + 1, dump.len() - 1, dump.len() - 30] {
        let report = beside(&Killed::new(&dump[..length], Some(&hierarchy)).path, VCD);
        assert_eq!((report.changes_compared, report.differences), (7, 0), "{length}");
    }
}

#[test]
fn without_its_declarations_it_is_refused() {
    let [dump, hierarchy] = parts();
    let alone = Killed::new(&dump, None).refused();
    assert!(alone.contains("its writer was stopped, and its declarations are missing"), "{alone}");
    assert!(alone.contains("`.hier`"), "{alone}");
    for cut in 0..hierarchy.len() {
        let cut = Killed::new(&dump, Some(&hierarchy[..cut]));
        // The last byte closes the scope, which says nothing more.
        let result = compare(&cut.path, &cut.path, &Options::default());
        assert_eq!(
            result.is_ok(),
            hierarchy.len() - 1 == std::fs::read(cut.path.with_extension("fst.hier")).unwrap().len()
        );
    }
    let other = Killed::new(&dump, Some(&[&hierarchy[..], b"\x05\x00more\x00\x08\x00"].concat())).refused();
    assert!(other.contains("do not match its values"), "{other}");
    let wider = hierarchy.iter().map(|&byte| if byte == 8 { 9 } else { byte }).collect::<Vec<_>>();
    assert!(Killed::new(&dump, Some(&wider)).refused().contains("do not match its values"));
}

#[test]
fn without_a_whole_block_there_is_nothing_to_read() {
    let [dump, hierarchy] = parts();
    for length in [0x14a, 0x14a + 0x77, 400, 340] {
        let message = Killed::new(&dump[..length], Some(&hierarchy)).refused();
        assert!(message.contains("killed.fst") && !message.contains(".hier"), "{length}: {message}");
    }
    // Damage inside of the block.
    for at in 0x14a..0x14a + 0x77 {
        let mut damaged = dump.clone();
        damaged[at] ^= 0x55;
        let killed = Killed::new(&damaged, Some(&hierarchy));
        let files = files(VCD.as_bytes(), b"");
        // Refused, different, or in a byte that says nothing: it comes back.
        drop(compare(&files.left, &killed.path, &Options::default()));
    }
}

#[test]
fn one_that_is_finished_needs_none() {
    let whole = Killed::new(&fixture("icarus.fst"), Some(b"damaged"));
    assert_eq!(compare(&whole.path, &whole.path, &Options::default()).unwrap().differences, 0);
    // Truncated after its values, a finished file has no `.hier`, but truncated declarations.
    let bytes = fixture("icarus.fst");
    let message = Killed::new(&bytes[..bytes.len() - 1], None).refused();
    assert!(message.contains("the file is cut"), "{message}");
}

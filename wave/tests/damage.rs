//! A damaged file is named with the line of the damage, and never called equal.

mod support;

use std::path::Path;

use spindle_wave::time::parse_time;
use spindle_wave::{Error, Options, compare};
use support::{BASE, equal, files};

/// Line and message of a malformed right file.
fn malformed(left: &str, right: &[u8]) -> (u64, String) {
    let files = files(left.as_bytes(), right);
    match compare(&files.left, &files.right, &Options::default()) {
        Err(Error::Malformed { path, line, what, .. }) => {
            assert!(Path::new(&path).ends_with("right.vcd"), "{path}");
            (line, what)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn damage_is_named_with_file_and_line() {
    let at = |right: &str| malformed(BASE, right.as_bytes());
    assert_eq!(at(""), (1, "the file is empty".into()));
    assert_eq!(at(" \n\n"), (3, "the file is empty".into()));
    assert_eq!(at("time,value\n1,2\n").1, "this is not a VCD: it begins with `time,value`");
    assert!(malformed(BASE, &[0, 159, 146, 150, 10, 0, 255, 10]).1.starts_with("this is not a VCD"));
    assert_eq!(at(&BASE[..60]).0, 3);
    assert_eq!(at(&BASE[..BASE.find("$enddef").unwrap()]), (7, "the file ends inside the header".into()));
    let header = &BASE[..BASE.find("#0\n").unwrap()];
    assert!(at(header).1.contains("holds no values"));
    assert!(at(&BASE[..=BASE.find(" #\n#15").unwrap()]).1.contains("identifier code"));
    assert_eq!(at(&BASE[..BASE.find("b00000000 #").unwrap()]).1, "the file ends inside `$dumpvars`");
    let broken = |from: &str, to: &str| at(&BASE.replacen(from, to, 1));
    assert_eq!(broken("#15", "#9"), (20, "time goes back from #10 to #9".into()));
    assert_eq!(broken("#15", "#1five").0, 20);
    assert_eq!(broken("#15\n1!", "#15\n7!"), (21, "`7!` is not a value change".into()));
    assert_eq!(broken("b00000101", "b000000101").0, 19);
    assert_eq!(broken("b00000101", "b00000201"), (19, "`b00000201` is not a binary value".into()));
    assert_eq!(broken("b00000101", "r0.5").0, 19);
    assert_eq!(broken("1 ns", "3 xs").0, 1);
    assert_eq!(broken("wire 8", "wire 99999999").0, 5);
    assert_eq!(broken("wire 8 #", "wire 8 !").0, 5);
    assert_eq!(broken("$upscope $end", "$upscope $end $upscope $end").0, 6);
    let missing = compare(Path::new("none.vcd"), Path::new("none.vcd"), &Options::default()).unwrap_err();
    assert!(missing.to_string().starts_with("none.vcd: "), "{missing}");
}

#[test]
fn the_end_of_the_window_spares_what_is_behind_it() {
    let cut = BASE.replace("#25\n1!\n", "#25\n1");
    assert_eq!(malformed(BASE, cut.as_bytes()), (26, "no identifier code follows `1`".into()));
    equal(BASE, &cut, &Options { to: Some(parse_time("20").unwrap()), ..Options::default() });
}

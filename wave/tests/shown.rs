//! Display of a difference, and of a file.

mod support;

use spindle_wave::{Options, read, text};
use support::{BASE, diff, files};

#[test]
fn the_text_draws_the_surroundings() {
    let report = diff(BASE, &BASE.replace("b00000101", "b00000111"), &Options::default()).unwrap();
    let expected = "\
DIFFERENT: 3 signals compared, 11 changes, 1 difference
  A  a.vcd
  B  b.vcd

first difference at 10 ns: top.data
  A  00000101  (hex 05, decimal 5)
  B  00000111  (hex 07, decimal 7)

  time [ns]       0     5     10    15    20    25
                  ╷     ╷     ▼     ╷     ╷     ╷
  data[7:0]  A    │00         │05
               B  │00         │07
                              ^^^^^ ^^^^^ ^^^^^ ^^^^^
  clk        A B  ▁▁▁▁▁▁╱▔▔▔▔▔╲▁▁▁▁▁╱▔▔▔▔▔╲▁▁▁▁▁╱▔▔▔▔▔
  valid      A B  ▁▁▁▁▁▁▁▁▁▁▁▁╱▔▔▔▔▔▔▔▔▔▔▔╲▁▁▁▁▁▁▁▁▁▁▁
";
    assert_eq!(text(&report, "a.vcd", "b.vcd"), expected);
}

#[test]
fn the_window_shows_at_most_the_context() {
    let other = BASE.replace("#25\n1!", "#25\n0!");
    for (context, times) in
        [(0, vec!["25"]), (1, vec!["20", "25"]), (9, vec!["0", "5", "10", "15", "20", "25"])]
    {
        let window = diff(BASE, &other, &Options { context, ..Options::default() }).unwrap().window.unwrap();
        assert_eq!(
            (window.times.len() - 1, &window.times),
            (window.at, &times.iter().map(ToString::to_string).collect())
        );
        assert!(window.signals.iter().all(|signal| signal.left.len() == times.len()));
        assert_eq!(window.signals[0].left[window.at], "1");
    }
}

#[test]
fn excerpts_begin_with_the_value_in_force() {
    let files = files(BASE.as_bytes(), b"");
    let waves = read::excerpt(&files.left, &["data", "top.clk"], 7, 20).unwrap();
    let values =
        |n: usize| waves[n].changes.iter().map(|(time, value)| (*time, value.as_str())).collect::<Vec<_>>();
    assert_eq!((waves[0].name.as_str(), waves[0].bits), ("top.data", 8));
    assert_eq!(values(0), [(7.0, "00000000"), (10.0, "00000101")]);
    assert_eq!(values(1), [(7.0, "1"), (10.0, "0"), (15.0, "1"), (20.0, "0")]);
    assert_eq!(read::excerpt(&files.left, &["*"], 0, 25).unwrap().len(), 3);
    assert!(read::excerpt(&files.left, &["none"], 0, 25).is_err());
    assert!(read::excerpt(&files.left, &["data"], 26, 30).is_err());
    assert!(read::excerpt(&files.right, &["data"], 0, 25).is_err());
}

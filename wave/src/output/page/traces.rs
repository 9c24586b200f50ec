//! Values around a difference as a table: a column a point of comparison, a row a signal and file.

use std::fmt::Write;

use crate::escape::html;
use crate::output::show::{cell, labels};
use crate::output::window::{Trace, Window};

/// Most characters of a value.
const CELL: usize = 12;

/// The signals of a window, one below the other; without names where these are already shown.
pub(super) fn traces(window: &Window, is_named: bool) -> String {
    let mut out = String::from("<div class='scroll'><table class='w'>\n<tr class='t'><th><th>");
    // Writing to a string cannot fail.
    for (at, time) in window.times.iter().enumerate() {
        let class = if at == window.at { " class='at'" } else { "" };
        let _ = write!(out, "<th{class}>{time}");
    }
    out.push_str("</tr>\n");
    for (trace, label) in window.signals.iter().zip(labels(window)) {
        let name = if is_named {
            format!("<th title='{}'>{}", html(&trace.name), html(&label))
        } else {
            "<th>".into()
        };
        if trace.left == trace.right {
            row(&mut out, &name, "A B", trace, 0);
        } else {
            row(&mut out, &name, "A", trace, 0);
            row(&mut out, "<th>", "B", trace, 1);
        }
    }
    out + "</table></div>\n"
}

fn row(out: &mut String, name: &str, file: &str, trace: &Trace, side: usize) {
    let _ = write!(out, "<tr>{name}<th class='f'>{file}");
    let values = [&trace.left, &trace.right][side];
    // What is shown of wide values is the part in which they first differ.
    let focus = (0..values.len()).find(|&at| trace.left[at] != trace.right[at]);
    let focus = focus.map(|at| [trace.left[at].as_str(), trace.right[at].as_str()]);
    for (at, text) in values.iter().enumerate() {
        let changes = at > 0 && values[at - 1] != *text;
        let differs = trace.left[at] != trace.right[at];
        let level = match (trace.bits, text.as_str()) {
            (1, "0") => "l",
            (1, "1") => "h",
            (1, _) => "u",
            _ => "v",
        };
        let marks =
            [(changes, " c"), (differs, " d")].into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark);
        let is_labelled = (at == 0 || changes) && !matches!(level, "l" | "h");
        let shown = if is_labelled { html(&cell(text, trace.bits, CELL, focus)) } else { String::new() };
        let _ = write!(out, "<td class='{level}{}'>{shown}", marks.collect::<String>());
    }
    out.push_str("</tr>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(name: &str, bits: u32, left: [&str; 3], right: [&str; 3]) -> Trace {
        let own = |values: [&str; 3]| values.map(String::from).to_vec();
        Trace { name: name.into(), bits, left: own(left), right: own(right) }
    }

    #[test]
    fn what_differs_is_marked_in_both_files() {
        let window = Window {
            times: ["0", "5", "10"].map(String::from).to_vec(),
            at: 1,
            signals: vec![
                trace("t.<q>", 8, ["00000000", "00000101", "00000101"], ["00000000", "00000111", "00000101"]),
                trace("t.clk", 1, ["0", "1", "x"], ["0", "1", "x"]),
            ],
            sides: Default::default(),
        };
        let expected = "\
<div class='scroll'><table class='w'>
<tr class='t'><th><th><th>0<th class='at'>5<th>10</tr>
<tr><th title='t.&lt;q&gt;'>&lt;q&gt;[7:0]<th class='f'>A<td class='v'>00<td class='v c d'>05<td class='v'></tr>
<tr><th><th class='f'>B<td class='v'>00<td class='v c d'>07<td class='v c'>05</tr>
<tr><th title='t.clk'>clk<th class='f'>A B<td class='l'><td class='h c'><td class='u c'>x</tr>
</table></div>
";
        assert_eq!(traces(&window, true), expected);
        let unnamed = traces(&window, false);
        assert!(unnamed.contains("<tr><th><th class='f'>A<td") && !unnamed.contains("clk"));
    }
}

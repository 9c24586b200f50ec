//! A comparison as text, with a drawing of the values around the first difference.

use std::fmt::Write;

use crate::compare::difference::{Difference, DifferenceKind};
use crate::compare::options::StdLogic;
use crate::compare::report::{Report, Verdict};
use crate::escape::clean;
use crate::list::split;
use crate::output::window::{Trace, Window};

/// Names listed before "and n more".
const LISTED: usize = 8;
/// Maximum number of characters of a name in a drawing, and of one after a count.
const LABEL: usize = 40;
const NAME: usize = 80;

/// The report as text; `left` and `right` are the displayed file names. Lines are at most about 120
/// characters.
pub fn text(report: &Report, left: &str, right: &str) -> String {
    let mut out = String::new();
    let verdict = match report.verdict {
        Verdict::Equal => "equal",
        Verdict::Incomplete => "INCOMPLETE",
        Verdict::Different => "DIFFERENT",
    };
    let unit = if report.samples.is_some() { "values" } else { "changes" };
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!(
        "{verdict}: {} compared, {} {unit}, {}",
        count(report.signals_compared, "signal"),
        report.changes_compared,
        count(report.differences, "difference")
    ));
    line(format!("  A  {}\n  B  {}", clean(left), clean(right)));
    for pair in report.scopes.iter().filter(|pair| pair.left != pair.right) {
        let name =
            |scope: &str| if scope.is_empty() { "(top)".into() } else { format!("`{}`", clean(scope)) };
        line(format!("  scope {} in A is {} in B", name(&pair.left), name(&pair.right)));
    }
    for warning in report.warnings.iter().take(LISTED) {
        line(format!("  warning: {}", clean(warning)));
    }
    for reason in &report.incomplete {
        line(format!("  incomplete: {}", clean(reason)));
    }
    if let [first, ..] = report.renamed.as_slice() {
        let several = count(report.renamed.len() as u64, "signal");
        line(format!(
            "  {several} written in another way, such as `{}` in A, `{}` in B",
            clean(&first.left),
            clean(&first.right)
        ));
    }
    if report.std_logic == StdLogic::Relaxed {
        line("  nine-valued logic compared as four-valued: L is 0, H is 1, U, W and - are x".into());
    }
    if let Some(offset) = &report.offset {
        line(if report.samples.is_some() {
            format!("  offset: edge n of A is edge n + {offset} of B")
        } else {
            format!("  offset: time t in A corresponds to t + {offset} in B")
        });
    }
    for clock in &report.clocks {
        line(format!("  sampled just before {} of {}", count(clock.edges, "edge"), clean(&clock.clock)));
    }
    if let Some([from, to]) = &report.overlap {
        line(format!("  compared only where both files record: from {from} to {to} ns"));
    }
    if report.rounded > 0 {
        line(format!(
            "  {} of reals the same in 16 digits, the precision of a VCD",
            count(report.rounded, "value")
        ));
    }
    if report.undecided > 0 {
        line(format!(
            "  not compared: {} so near to the end that the counterpart may come later",
            count(report.undecided, "change")
        ));
    }
    if report.unrecorded != "0" {
        line(format!(
            "  not compared: {} ns in which a file was not recording ($dumpoff)",
            report.unrecorded
        ));
    }
    for (names, what) in [
        (&report.missing_left, "only in B"),
        (&report.missing_right, "only in A"),
        (&report.left_out, "left out by the mapped scopes"),
        (&report.outside_clocks, "in the domain of no clock"),
        (&report.vacuous, "unknown at each point on a side where that is ignored"),
    ] {
        if !names.is_empty() {
            line(format!("  {}: {}", count_of(names.len(), what), list(names)));
        }
    }
    for kinds in report.kinds.iter().take(LISTED) {
        line(format!("  {} is {} in A, {} in B", clean(&kinds.signal), kinds.left, kinds.right));
    }
    for widths in report.widths.iter().take(LISTED) {
        line(format!("  {} has {} bits in A, {} in B", clean(&widths.signal), widths.left, widths.right));
    }
    if let Some(end) = &report.ends_early {
        let side = if end.side == "left" { "A" } else { "B" };
        line(if report.samples.is_some() {
            format!(
                "  {side} has no further edge after {} ns; the other has one at {} ns",
                end.time, end.other
            )
        } else {
            format!("  {side} ends early, at {} ns; the other continues to {} ns", end.time, end.other)
        });
    }
    if let Some(Difference {
        kind: DifferenceKind::Value,
        signal: Some(signal),
        time: Some(time),
        left,
        right,
    }) = &report.first_difference
    {
        line(format!("\nfirst difference at {time} ns: {}", clean(signal)));
        line(format!("  A  {}\n  B  {}", long(left), long(right)));
    }
    if let Some(window) = &report.window {
        out.push('\n');
        draw(&mut out, window);
    }
    if report.differing.len() > 1 {
        let _ = writeln!(out, "\n{}:", count(report.differing.len() as u64, "differing signal"));
        for signal in report.differing.iter().take(LISTED) {
            let _ = writeln!(
                out,
                "  {:>8} times, first at {} ns  {}",
                signal.differences,
                signal.first,
                shorten(&clean(&signal.signal), NAME)
            );
        }
        if report.differing.len() > LISTED {
            let _ = writeln!(out, "  and {} more", report.differing.len() - LISTED);
        }
    }
    out
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn count_of(number: usize, what: &str) -> String {
    format!("{} {what}", count(number as u64, "signal"))
}

fn list(names: &[String]) -> String {
    let shown = names.iter().take(LISTED).map(|name| clean(name)).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}

/// True if this is a value of bits that are all 0 or 1.
fn is_known(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}

/// Digits in hexadecimal: x, z and the like where all four bits are, X or Z where only some are, ?
/// where some are weak.
fn hex(value: &str) -> String {
    let lead = value.chars().next().filter(|&first| first != '1').unwrap_or('0');
    let padded: Vec<char> =
        std::iter::repeat_n(lead, (4 - value.len() % 4) % 4).chain(value.chars()).collect();
    let digit = |four: &[char]| {
        if let Ok(number) = u8::from_str_radix(&four.iter().collect::<String>(), 2) {
            return format!("{number:x}");
        }
        let all = |bit: char| four.iter().all(|&other| other == bit);
        let mark = match four {
            [first, ..] if all(*first) => *first,
            _ if four.iter().any(|bit| "xUW-".contains(*bit)) => 'X',
            _ if four.contains(&'z') => 'Z',
            _ => '?',
        };
        mark.to_string()
    };
    padded.chunks(4).map(digit).collect()
}

pub(crate) fn is_bits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| b"01xzLHWU-".contains(&byte))
}

/// A value for a line of its own: as it is, then in other notations.
pub(crate) fn long(value: &str) -> String {
    if !is_known(value) || value.len() == 1 || value.len() > 64 {
        return if is_bits(value) && value.len() > 64 { hex(value) } else { clean(value).into_owned() };
    }
    let number = u64::from_str_radix(value, 2).unwrap_or(0);
    let signed = (number << (64 - value.len())) as i64 >> (64 - value.len());
    let signed = if signed < 0 { format!(" or {signed}") } else { String::new() };
    format!("{value}  (hex {}, decimal {number}{signed})", hex(value))
}

/// A value for a cell of at most `width` characters: in hexadecimal if it has several `bits`. Too
/// long a number is reduced to its low end, which is more informative, or to the part in which the
/// two values of `focus` first differ; too long a text is reduced to its beginning.
pub(crate) fn cell(value: &str, bits: u32, width: usize, focus: Option<[&str; 2]>) -> String {
    if bits <= 1 || !is_bits(value) {
        let text = clean(value);
        return if text.chars().count() <= width {
            text.into_owned()
        } else {
            text.chars().take(width - 1).chain(['…']).collect()
        };
    }
    let digits = hex(value);
    if digits.len() <= width {
        return digits;
    }
    let unlike = focus.and_then(|[left, right]| left.bytes().zip(right.bytes()).position(|(a, b)| a != b));
    let kept = width - 2;
    let last = digits.len() - (width - 1);
    // The digit of that bit, with two before it.
    let start = unlike.map_or(last, |bit| (digits.len() - (value.len() - bit).div_ceil(4)).saturating_sub(2));
    if start >= last {
        return format!("…{}", &digits[last..]);
    }
    let start_mark = if start > 0 { "…" } else { "" };
    format!("{start_mark}{}…", &digits[start..start + kept])
}

/// A name of at most `width` characters if possible: whole scopes on its left are omitted, never a
/// part of a word.
pub(crate) fn shorten(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.into();
    }
    let mut ends = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    let fits = ends.clone().find(|end| end.chars().count() < width);
    fits.or_else(|| ends.next_back()).map_or_else(|| name.into(), |end| format!("…{end}"))
}

/// Labels of the signals of a drawing: without the scope of the first one, which is the differing
/// one.
pub(crate) fn labels(window: &Window) -> Vec<String> {
    let scope = window.signals.first().map_or("", |signal| split(&signal.name).0);
    let name = |signal: &Trace| {
        let local = signal.name.strip_prefix(scope).and_then(|name| name.strip_prefix('.'));
        let range = if signal.bits > 1 { format!("[{}:0]", signal.bits - 1) } else { String::new() };
        format!("{}{range}", shorten(&clean(local.unwrap_or(&signal.name)), LABEL))
    };
    window.signals.iter().map(name).collect()
}

/// Widest value in a cell.
const CELL: usize = 10;

/// Draws levels of single bits as lines, values of vectors as cells; a signal that is the same in
/// both files once.
fn draw(out: &mut String, window: &Window) {
    let names = labels(window);
    let title = "time [ns]";
    let margin = names.iter().map(|name| name.chars().count()).chain([title.len()]).max().unwrap_or(0);
    let cells = window.signals.iter().flat_map(|signal| {
        signal
            .left
            .iter()
            .chain(&signal.right)
            .map(|value| cell(value, signal.bits, CELL, None).chars().count())
    });
    let widest = cells.chain(window.times.iter().map(|time| time.chars().count())).max().unwrap_or(0);
    let width = widest.max(4) + 2;
    let marked = |column: usize, mark: &str, other: &str| {
        if column == window.at { mark.to_string() } else { other.into() }
    };
    let row = |out: &mut String, name: &str, file: &str, cells: &mut dyn Iterator<Item = String>| {
        let text = format!("  {name:<margin$}  {file:<3}  {}", cells.collect::<String>());
        out.push_str(text.trim_end());
        out.push('\n');
    };
    row(out, title, "", &mut window.times.iter().map(|time| format!("{time:<width$}")));
    row(out, "", "", &mut (0..window.times.len()).map(|at| format!("{:<width$}", marked(at, "▼", "╷"))));
    for (signal, name) in window.signals.iter().zip(&names) {
        if signal.left == signal.right {
            row(out, name, "A B", &mut line(&signal.left, signal.bits, width));
            continue;
        }
        row(out, name, "A", &mut line(&signal.left, signal.bits, width));
        row(out, "", "  B", &mut line(&signal.right, signal.bits, width));
        let differs = signal.left.iter().zip(&signal.right).map(|(left, right)| left != right);
        row(
            out,
            "",
            "",
            &mut differs.map(|differs| (if differs { "^" } else { " " }).repeat(width - 1) + " "),
        );
    }
}

/// One row: a cell for each column.
fn line(values: &[String], bits: u32, width: usize) -> impl Iterator<Item = String> {
    (0..values.len()).map(move |column| {
        let value = values[column].as_str();
        let changes = column == 0 || values[column - 1] != value;
        match (bits, value) {
            (1, "0") if changes && column > 0 => format!("╲{}", "▁".repeat(width - 1)),
            (1, "1") if changes && column > 0 => format!("╱{}", "▔".repeat(width - 1)),
            (1, "0") => "▁".repeat(width),
            (1, "1") => "▔".repeat(width),
            (1, _) if value.len() == 1 => value.repeat(width),
            _ if changes => format!("{:<width$}", format!("│{}", cell(value, bits, CELL, None))),
            _ => " ".repeat(width),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_at_scopes() {
        let name = "tb.dut.core.lane3.q";
        for (width, expected) in [
            (19, "tb.dut.core.lane3.q"),
            (18, "…dut.core.lane3.q"),
            (17, "…dut.core.lane3.q"),
            (16, "…core.lane3.q"),
            (8, "…lane3.q"),
            (7, "…q"),
            (1, "…q"),
        ] {
            assert_eq!(shorten(name, width), expected);
        }
        assert_eq!(shorten("t.a_very_long_name", 5), "…a_very_long_name");
        assert_eq!(shorten("a_very_long_name", 5), "a_very_long_name");
    }

    #[test]
    fn long_values_show_where_they_differ() {
        let zeros = "0".repeat(128);
        let high = format!("1{}", "0".repeat(127));
        let middle = format!("{}1{}", "0".repeat(63), "0".repeat(64));
        assert_eq!(cell(&high, 128, 10, None), "…000000000");
        assert_eq!(cell(&high, 128, 10, Some([&zeros, &high])), "80000000…");
        assert_eq!(cell(&middle, 128, 10, Some([&zeros, &middle])), "…00100000…");
        assert_eq!(cell("a text that is long", 0, 10, None), "a text th…");
        assert_eq!(cell("0000000H", 8, 10, None), "0?");
        assert_eq!(cell("UUUUWWWW----zzzz", 16, 10, None), "UW-z");
        assert_eq!(cell("0x1z0z1z", 8, 10, None), "XZ");
    }
}

//! A comparison as text, with a drawing of the values around the first difference.

use std::fmt::Write;

use super::options::StdLogic;
use super::report::{Difference, DifferenceKind, Report, Verdict};
use super::window::{Trace, Window};

/// Names listed before "and n more".
const LISTED: usize = 8;

/// The report for people, `left` and `right` being what to call the files. Lines are at most about 120 characters.
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
    line(format!("  A  {left}\n  B  {right}"));
    for pair in report.scopes.iter().filter(|pair| pair.left != pair.right) {
        let name = |scope: &str| if scope.is_empty() { "(top)".into() } else { format!("`{scope}`") };
        line(format!("  scope {} in A is {} in B", name(&pair.left), name(&pair.right)));
    }
    for warning in report.warnings.iter().take(LISTED) {
        line(format!("  warning: {warning}"));
    }
    for reason in &report.incomplete {
        line(format!("  incomplete: {reason}"));
    }
    if let [first, ..] = report.renamed.as_slice() {
        let several = count(report.renamed.len() as u64, "signal");
        line(format!(
            "  {several} written in another way, such as `{}` in A, `{}` in B",
            first.left, first.right
        ));
    }
    if report.std_logic == StdLogic::Relaxed {
        line("  nine-valued logic compared as four-valued: L is 0, H is 1, U, W and - are x".into());
    }
    if let Some(offset) = &report.offset {
        line(if report.samples.is_some() {
            format!("  offset: edge n of A is edge n + {offset} of B")
        } else {
            format!("  offset: what is at time t in A is at t + {offset} in B")
        });
    }
    for clock in &report.clocks {
        line(format!("  sampled just before {} of {}", count(clock.edges, "edge"), clock.clock));
    }
    if report.rounded > 0 {
        line(format!(
            "  {} of reals the same in 16 digits, which is what a VCD has",
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
        (&report.vacuous, "unknown from end to end on a side where that is ignored"),
    ] {
        if !names.is_empty() {
            line(format!("  {}: {}", count_of(names.len(), what), list(names)));
        }
    }
    for kinds in report.kinds.iter().take(LISTED) {
        line(format!("  {} is {} in A, {} in B", kinds.signal, kinds.left, kinds.right));
    }
    for widths in report.widths.iter().take(LISTED) {
        line(format!("  {} has {} bits in A, {} in B", widths.signal, widths.left, widths.right));
    }
    if let Some(end) = &report.ends_early {
        let side = if end.side == "left" { "A" } else { "B" };
        line(if report.samples.is_some() {
            format!(
                "  {side} has no further edge after {} ns; the other has one at {} ns",
                end.time, end.other
            )
        } else {
            format!("  {side} ends early, at {} ns; the other goes on to {} ns", end.time, end.other)
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
        line(format!("\nfirst difference at {time} ns: {signal}"));
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
                signal.differences, signal.first, signal.signal
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
    let shown = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}

/// Whether this is a value of bits, all of them 0 or 1.
fn is_known(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}

/// Digits in hexadecimal: x or z where all four bits are, X or Z where only some are.
fn hex(value: &str) -> String {
    let lead = value.chars().next().filter(|&first| first != '1').unwrap_or('0');
    let padded: Vec<char> =
        std::iter::repeat_n(lead, (4 - value.len() % 4) % 4).chain(value.chars()).collect();
    let digit = |four: &[char]| {
        if let Ok(number) = u8::from_str_radix(&four.iter().collect::<String>(), 2) {
            return format!("{number:x}");
        }
        let all = |bit: char| four.iter().all(|&other| other == bit);
        let mark = match (all('x'), all('z'), four.contains(&'x')) {
            (true, _, _) => "x",
            (_, true, _) => "z",
            (_, _, true) => "X",
            _ => "Z",
        };
        mark.to_string()
    };
    padded.chunks(4).map(digit).collect()
}

fn is_bits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'x' | b'z'))
}

/// A value for a line of its own: as it is, then in other notations.
fn long(value: &str) -> String {
    if !is_known(value) || value.len() == 1 || value.len() > 64 {
        return if is_bits(value) && value.len() > 64 { hex(value) } else { value.into() };
    }
    let number = u64::from_str_radix(value, 2).unwrap_or(0);
    let signed = (number << (64 - value.len())) as i64 >> (64 - value.len());
    let signed = if signed < 0 { format!(" or {signed}") } else { String::new() };
    format!("{value}  (hex {}, decimal {number}{signed})", hex(value))
}

/// A value for a cell of a drawing: in hexadecimal if it has `bits`, and at most ten characters.
pub fn short(value: &str, bits: u32) -> String {
    let text = if bits > 1 && is_bits(value) { hex(value) } else { value.to_string() };
    // The low end of a number tells more, the beginning of a word does.
    match text.chars().count() {
        length if length <= CELL => text,
        length if is_bits(value) => format!("~{}", text.chars().skip(length - CELL + 1).collect::<String>()),
        _ => format!("{}~", text.chars().take(CELL - 1).collect::<String>()),
    }
}

/// Widest value in a cell.
const CELL: usize = 10;

/// Draws levels of single bits as lines, values of vectors as cells; a signal that is the same in both files once.
fn draw(out: &mut String, window: &Window) {
    // Scopes are left out where they are those of the differing signal.
    let scope =
        window.signals.first().and_then(|signal| signal.name.rsplit_once('.')).map(|(scope, _)| scope);
    let name = |signal: &Trace| {
        let local = scope.and_then(|scope| signal.name.strip_prefix(scope)?.strip_prefix('.'));
        let range = if signal.bits > 1 { format!("[{}:0]", signal.bits - 1) } else { String::new() };
        format!("{}{range}", local.unwrap_or(&signal.name))
    };
    let names: Vec<String> = window.signals.iter().map(name).collect();
    let title = "time [ns]";
    let margin = names.iter().map(|name| name.chars().count()).chain([title.len()]).max().unwrap_or(0);
    let cells = window.signals.iter().flat_map(|signal| {
        signal.left.iter().chain(&signal.right).map(|value| short(value, signal.bits).chars().count())
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
            (1, _) => value.repeat(width),
            _ if changes => format!("{:<width$}", format!("│{}", short(value, bits))),
            _ => " ".repeat(width),
        }
    })
}

//! A comparison as one HTML report without network access.

mod overview;
mod traces;

use std::collections::HashMap;
use std::fmt::Write;

use overview::Axis;
use traces::traces;

use crate::compare::report::{Report, SignalCount, Verdict};
use crate::escape::html;
use crate::list::split;
use crate::output::record::Recorded;
use crate::output::show::long;
use crate::output::spans::Spans;
use crate::time::Femtoseconds;

/// Rows of a table.
const ROWS: usize = 200;
/// Number of signals whose window is initially open.
const OPEN: usize = 12;

/// Content of an HTML report.
pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    /// Displayed names of the files.
    pub(crate) files: [&'a str; 2],
    /// The compared time.
    pub(crate) time: [Femtoseconds; 2],
    /// When the first of the differing signals differ, and their surroundings.
    pub(crate) spans: &'a [Spans],
    pub(crate) recorded: &'a [Recorded],
    /// Names of the files for viewers.
    pub(crate) viewers: &'a [&'a str],
    /// Command that regenerates this report.
    pub(crate) command: &'a str,
}

impl Page<'_> {
    /// The whole document.
    pub(crate) fn html(&self) -> String {
        let mut body = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut body);
        format!(
            "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n\
             <meta name='viewport' content='width=device-width, initial-scale=1'>\n\
             <title>Waveform comparison</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
             </body>\n</html>\n",
            include_str!("style.css")
        )
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let report = self.report;
        let [left, right] = self.files.map(html);
        let (class, word) = match report.verdict {
            Verdict::Equal => ("ok", "✓ equal"),
            Verdict::Incomplete => ("bad", "✗ incomplete"),
            Verdict::Different => ("bad", "✗ different"),
        };
        writeln!(out, "<header><h1>Waveform comparison: <span class='{class}'>{word}</span></h1>")?;
        writeln!(out, "<dl><dt>A</dt><dd>{left}</dd><dt>B</dt><dd>{right}</dd></dl></header>")?;
        self.numbers(out)?;
        self.first(out)?;
        self.viewers(out)?;
        self.scopes(out)?;
        tables(out, report)?;
        if !self.command.is_empty() {
            writeln!(out, "<footer><code>{}</code></footer>", html(self.command))?;
        }
        Ok(())
    }

    fn numbers(&self, out: &mut String) -> std::fmt::Result {
        let report = self.report;
        let changes = if report.samples.is_some() { "values compared" } else { "changes compared" };
        let numbers = [
            (grouped(report.differences), "differences"),
            (grouped(report.differing.len() as u64), "signals differ in value"),
            (grouped(report.signals_compared), "signals compared"),
            (grouped(report.changes_compared), changes),
        ];
        writeln!(out, "<section class='numbers'>")?;
        for (value, name) in numbers {
            writeln!(out, "<div><b>{value}</b><small>{name}</small></div>")?;
        }
        writeln!(out, "</section>")
    }

    fn first(&self, out: &mut String) -> std::fmt::Result {
        let (Some(window), Some(first)) = (&self.report.window, &self.report.first_difference) else {
            return Ok(());
        };
        let [signal, time] =
            [&first.signal, &first.time].map(|text| html(text.as_deref().unwrap_or_default()));
        let [left, right] = [&first.left, &first.right].map(|value| html(&long(value)));
        writeln!(out, "<section><h2>First difference: {signal} at {time} ns</h2>")?;
        writeln!(
            out,
            "<dl><dt>A</dt><dd><code>{left}</code></dd><dt>B</dt><dd><code>{right}</code></dd></dl>"
        )?;
        writeln!(
            out,
            "<p>A column is a point of comparison, its time in ns; vectors are in hexadecimal.</p>"
        )?;
        writeln!(out, "{}</section>", traces(window, true))
    }

    fn viewers(&self, out: &mut String) -> std::fmt::Result {
        if self.viewers.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<section><h2>In a viewer</h2><p>merged.vcd holds the differing signals below: in scope A the"
        )?;
        writeln!(
            out,
            "values of A, in B those of B, in differs a bit each. All open at the first difference.</p><pre>"
        )?;
        for name in self.viewers {
            writeln!(out, "gtkwave {name}.gtkw    surfer -c {name}.sucl")?;
        }
        writeln!(out, "</pre></section>")
    }

    /// The differing signals, scope by scope, in the order of their first differences.
    fn scopes(&self, out: &mut String) -> std::fmt::Result {
        let axis = Axis { from: self.time[0], to: self.time[1].max(self.time[0]) };
        let shown = self.recorded.len();
        let (differing, left_out) = self.report.differing.split_at(shown);
        let mut scopes: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut places = HashMap::new();
        for (at, signal) in differing.iter().enumerate() {
            let scope = split(&signal.signal).0;
            let place = *places.entry(scope).or_insert(scopes.len());
            if place == scopes.len() {
                scopes.push((scope, Vec::new()));
            }
            scopes[place].1.push(at);
        }
        let mut open = OPEN;
        for (scope, signals) in scopes {
            let title = if scope.is_empty() { "(top)".into() } else { html(scope) };
            let count = signals.len();
            writeln!(out, "<section><h2>{title}</h2><p>{}</p>\n{}", differ(count), axis.scale())?;
            for at in signals {
                self.signal(out, &differing[at], at, axis, open > 0)?;
                open = open.saturating_sub(1);
            }
            writeln!(out, "</section>")?;
        }
        if !left_out.is_empty() {
            let count = grouped(left_out.len() as u64);
            writeln!(
                out,
                "<section><p>And {count} more: this report and merged.vcd hold the first {shown} in time.</p></section>"
            )?;
        }
        Ok(())
    }

    fn signal(
        &self,
        out: &mut String,
        signal: &SignalCount,
        at: usize,
        axis: Axis,
        is_open: bool,
    ) -> std::fmt::Result {
        let window = self.recorded[at].window.as_ref();
        let bits = window.and_then(|window| window.signals.first()).map_or(0, |trace| trace.bits);
        let range = if bits > 1 { format!("[{}:0]", bits - 1) } else { String::new() };
        // A long name may be wrapped after one of its parts.
        let name = html(split(&signal.signal).1).replace('_', "_<wbr>");
        let spans = &self.spans[at];
        let bar = axis.bar(spans.all());
        let open = if is_open { " open" } else { "" };
        let times = if spans.count == 1 { "once".into() } else { format!("{} times", grouped(spans.count)) };
        let title = html(&signal.signal);
        writeln!(
            out,
            "<details{open}><summary><span class='n' title='{title}'>{name}{range}</span>{bar}<small>{times}, from {} ns</small>\
             </summary>",
            signal.first
        )?;
        match window {
            Some(window) => out.push_str(&traces(window, false)),
            None => writeln!(out, "<p>Too wide to show.</p>")?,
        }
        writeln!(out, "</details>")
    }
}

fn differ(count: usize) -> String {
    if count == 1 { "1 signal differs".into() } else { format!("{} signals differ", grouped(count as u64)) }
}

/// A number with thin spaces between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Tables of everything except values over time.
fn tables(out: &mut String, found: &Report) -> std::fmt::Result {
    let ends = found.ends_early.iter().map(|end| {
        vec![if end.side == "left" { "A".into() } else { "B".into() }, end.time.clone(), end.other.clone()]
    });
    let kinds = found.kinds.iter().map(|at| vec![at.signal.clone(), at.left.into(), at.right.into()]);
    let widths =
        found.widths.iter().map(|at| vec![at.signal.clone(), at.left.to_string(), at.right.to_string()]);
    let clocks = found.clocks.iter().map(|at| vec![at.clock.clone(), grouped(at.edges), grouped(at.signals)]);
    let scopes = found.scopes.iter().filter(|pair| pair.left != pair.right);
    let scopes = scopes.map(|pair| vec![pair.left.clone(), pair.right.clone()]);
    let renamed = found.renamed.iter().map(|at| vec![at.left.clone(), at.right.clone()]);
    let lines = |lines: &[String]| lines.iter().map(|line| vec![line.clone()]).collect::<Vec<_>>();
    let signal = &["signal"];
    table(out, "Why the comparison is incomplete", &[], lines(&found.incomplete))?;
    table(out, "Warnings", &[], lines(&found.warnings))?;
    table(out, "Ends early", &["file", "at [ns]", "the other continues to [ns]"], ends.collect())?;
    table(out, "Of different kinds", &["signal", "in A", "in B"], kinds.collect())?;
    table(out, "Of different width", &["signal", "bits in A", "bits in B"], widths.collect())?;
    table(out, "Only in A", signal, lines(&found.missing_right))?;
    table(out, "Only in B", signal, lines(&found.missing_left))?;
    table(out, "Left out by the mapped scopes", signal, lines(&found.left_out))?;
    table(out, "In the domain of no clock", signal, lines(&found.outside_clocks))?;
    table(out, "Unknown at each point on a side where that is ignored", signal, lines(&found.vacuous))?;
    table(out, "Clocks", &["clock", "edges compared", "signals"], clocks.collect())?;
    table(out, "Corresponding scopes", &["A", "B"], scopes.collect())?;
    table(out, "Written in another way", &["in A", "in B"], renamed.collect())
}

fn table(out: &mut String, title: &str, columns: &[&str], rows: Vec<Vec<String>>) -> std::fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    let more = if rows.len() > ROWS {
        format!("the first {ROWS} of {}", grouped(rows.len() as u64))
    } else {
        grouped(rows.len() as u64)
    };
    writeln!(out, "<section><h2>{title}</h2><p>{more}</p><div class='scroll'><table class='list'>")?;
    if !columns.is_empty() {
        writeln!(out, "<tr><th>{}</tr>", columns.join("<th>"))?;
    }
    for cells in rows.into_iter().take(ROWS) {
        let cells: Vec<_> = cells.iter().map(|cell| html(cell)).collect();
        writeln!(out, "<tr><td>{}</tr>", cells.join("<td>"))?;
    }
    writeln!(out, "</table></div></section>")
}

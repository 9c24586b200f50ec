//! Which lines of generated Verilog were executed and which bits toggled, as Verilator counts them.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};

use serde::Serialize;

/// File that a run leaves its counts in.
pub const FILE: &str = "coverage.dat";

/// Kind of coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageKind {
    /// Executions of a block of statements, or of a branch.
    Line,
    /// Changes of one bit.
    Toggle,
}

/// Something that can be covered, in a module; its instances count together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The module.
    pub module: String,
    /// Kind of coverage.
    pub kind: CoverageKind,
    /// Line of the Verilog.
    pub line: u32,
    /// Column of the line.
    pub column: u32,
    /// The bit, such as `sum[3]`, or the kind of block, such as `else`.
    pub what: String,
}

/// A place, and how often it was covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The place.
    pub place: Place,
    /// Executions or changes.
    pub hits: u64,
}

/// Reads Verilator's output: a line `C '\x01key\x02value...' hits` for each point of each instance.
///
/// # Errors
/// Text of another kind, or that has no points.
pub fn points(text: &str) -> Result<Vec<Point>> {
    let mut hits: BTreeMap<Place, u64> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (place, count) = point(line)
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("no coverage point: {line:?}")))?;
        if let Some(place) = place {
            *hits.entry(place).or_default() += count;
        }
    }
    if hits.is_empty() {
        return Err(Error::new(ErrorKind::InvalidData, "no coverage points"));
    }
    Ok(hits.into_iter().map(|(place, hits)| Point { place, hits }).collect())
}

/// The place that a line names, if it is of a kind that is counted here.
fn point(line: &str) -> Option<(Option<Place>, u64)> {
    let (fields, hits) = line.strip_prefix("C '")?.rsplit_once("' ")?;
    let hits = hits.trim().parse().ok()?;
    let fields: BTreeMap<&str, &str> =
        fields.split('\u{1}').filter_map(|field| field.split_once('\u{2}')).collect();
    let (kind, module) = fields.get("page")?.split_once('/')?;
    let kind = match kind {
        "v_line" | "v_branch" => CoverageKind::Line,
        "v_toggle" => CoverageKind::Toggle,
        _ => return Some((None, hits)),
    };
    let number = |key: &str| fields.get(key)?.parse().ok();
    // Verilator makes a module of its own of each set of parameters, which here are names of
    // images: `lane__pi1`.
    let module = module.split("__").next().unwrap_or(module);
    let place = Place {
        module: module.to_owned(),
        kind,
        line: number("l")?,
        column: number("n")?,
        what: (*fields.get("o")?).to_owned(),
    };
    Some((Some(place), hits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, instance: &str, bit: &str, hits: u32) -> String {
        format!(
            "C '\u{1}f\u{2}core.v\u{1}l\u{2}7\u{1}n\u{2}3\u{1}page\u{2}{kind}/lane\u{1}o\u{2}{bit}\u{1}h\u{2}{instance}' {hits}\n"
        )
    }

    #[test]
    fn instances_of_a_module_count_together() {
        let text = "# SystemC::Coverage-3\n".to_owned()
            + &line("v_toggle", "TOP.core.lane_0", "sum[0]", 2)
            + &line("v_toggle", "TOP.core.lane_1", "sum[0]", 3)
            + &line("v_toggle", "TOP.core.lane_0", "sum[1]", 0)
            + &line("v_line", "TOP.core.lane_0", "else", 4)
            + &line("v_user", "TOP.core.lane_0", "cover", 9);
        let found: Vec<(CoverageKind, String, u64)> = points(&text)
            .unwrap()
            .into_iter()
            .map(|point| (point.place.kind, point.place.what, point.hits))
            .collect();
        assert_eq!(
            found,
            [
                (CoverageKind::Line, "else".to_owned(), 4),
                (CoverageKind::Toggle, "sum[0]".to_owned(), 5),
                (CoverageKind::Toggle, "sum[1]".to_owned(), 0)
            ]
        );
    }

    #[test]
    fn modules_that_differ_in_parameters_count_together() {
        let loading = line("v_line", "TOP.core.lane_0", "else", 4).replace("/lane", "/lane__pi1");
        let text = loading + &line("v_line", "TOP.core.lane_1", "else", 5);
        let found = points(&text).unwrap();
        assert_eq!((found.len(), found[0].place.module.as_str(), found[0].hits), (1, "lane", 9));
    }

    #[test]
    fn what_is_no_coverage_is_refused() {
        assert!(points("").is_err());
        assert!(points("# SystemC::Coverage-3\n").is_err());
        assert!(points("C '\u{1}page\u{2}v_toggle/lane' many\n").is_err());
        assert!(points(&line("v_toggle", "TOP", "sum[0]", 1).replace("\u{1}l\u{2}7", "")).is_err());
    }
}

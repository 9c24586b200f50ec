//! The times in which signals differ, in bounded memory.

use crate::compare::tally::Interval;
use crate::time::{Femtoseconds, parse_time};

/// Maximum number of spans kept per signal; twice as many during collection.
const KEPT: usize = 512;

/// Times in which one signal differs, ascending. Of very many those nearest to each other are put
/// together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spans {
    kept: Vec<[Femtoseconds; 2]>,
    /// Number of the intervals.
    pub(crate) count: u64,
}

impl Spans {
    /// Adds an interval; one without an end lasts until `end`.
    pub(crate) fn add(&mut self, interval: &Interval, end: Femtoseconds) {
        let time = |text: &str| parse_time(text).unwrap_or(end);
        let (from, to) = (time(&interval.from), interval.to.as_deref().map_or(end, time));
        self.kept.push([from, to.max(from)]);
        self.count += 1;
        if self.kept.len() > 2 * KEPT {
            self.coarsen();
        }
    }

    /// Sorts the spans after the last one.
    pub(crate) fn sort(&mut self) {
        self.kept.sort_unstable();
    }

    /// The spans, ascending.
    pub(crate) fn all(&self) -> &[[Femtoseconds; 2]] {
        &self.kept
    }

    /// True if a time is within a span, ends included.
    pub(crate) fn hold(&self, time: Femtoseconds) -> bool {
        let at = self.kept.partition_point(|span| span[1] < time);
        self.kept.get(at).is_some_and(|span| span[0] <= time)
    }

    fn coarsen(&mut self) {
        self.kept.sort_unstable();
        let mut gaps: Vec<_> =
            self.kept.windows(2).map(|pair| pair[1][0].saturating_sub(pair[0][1])).collect();
        let widest = gaps.len() - KEPT;
        let bound = *gaps.select_nth_unstable(widest).1;
        self.kept.dedup_by(|next, span| {
            let near = next[0].saturating_sub(span[1]) <= bound;
            if near {
                span[1] = span[1].max(next[1]);
            }
            near
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(from: u64, to: Option<u64>) -> Interval {
        Interval {
            signal: "s".into(),
            from: from.to_string(),
            to: to.map(|to| to.to_string()),
            left: String::new(),
            right: String::new(),
            changes: 1,
        }
    }

    #[test]
    fn few_are_kept_as_they_are() {
        let mut spans = Spans::default();
        spans.add(&interval(7, Some(9)), 20_000_000);
        spans.add(&interval(2, Some(3)), 20_000_000);
        spans.add(&interval(15, None), 20_000_000);
        spans.sort();
        assert_eq!(spans.all(), [[2_000_000, 3_000_000], [7_000_000, 9_000_000], [15_000_000, 20_000_000]]);
        assert_eq!(spans.count, 3);
        let held = [1, 2, 3, 4, 6, 9, 15, 21].map(|time: u128| spans.hold(time * 1_000_000));
        assert_eq!(held, [false, true, true, false, false, true, true, false]);
    }

    #[test]
    fn many_grow_together_where_they_are_dense() {
        let mut spans = Spans::default();
        // Two bursts of a thousand, far apart.
        for burst in [0, 1_000_000] {
            for n in 0..1000 {
                spans.add(&interval(burst + 4 * n, Some(burst + 4 * n + 1)), 0);
            }
        }
        spans.sort();
        let kept = spans.all();
        assert!(kept.len() <= 2 * KEPT, "{}", kept.len());
        assert_eq!((kept[0][0], kept[kept.len() - 1][1]), (0, 1_003_997_000_000));
        assert!(kept.iter().all(|span| span[1] < 4_000_000_000 || span[0] >= 1_000_000_000_000));
        assert_eq!(spans.count, 2000);
    }
}

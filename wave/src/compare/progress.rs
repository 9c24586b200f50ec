//! Word now and then of how far a long comparison is.

use std::time::{Duration, Instant};

use crate::time::Femtoseconds;

/// Position of a comparison under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Time of the left file.
    pub time: Femtoseconds,
    /// Points of comparison so far.
    pub points: u64,
}

/// Time between two words.
const EVERY: Duration = Duration::from_secs(5);
/// Points between two readings of the system clock.
const POINTS: u64 = 1 << 12;

/// Says how far a comparison is, every few seconds.
pub(crate) struct Ticker {
    say: Option<fn(Progress)>,
    last: Instant,
}

impl Ticker {
    pub(crate) fn new(say: Option<fn(Progress)>) -> Self {
        Self { say, last: Instant::now() }
    }

    #[inline]
    pub(crate) fn point(&mut self, points: u64, time: Femtoseconds) {
        if points % POINTS == POINTS - 1 {
            self.look(points, time, EVERY);
        }
    }

    #[cold]
    fn look(&mut self, points: u64, time: Femtoseconds, every: Duration) {
        if let Some(say) = self.say
            && self.last.elapsed() >= every
        {
            self.last = Instant::now();
            say(Progress { time, points });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    static SAID: AtomicU64 = AtomicU64::new(0);

    #[test]
    fn it_is_said_when_the_time_has_come() {
        let mut ticker = Ticker::new(Some(|progress| {
            SAID.fetch_add(progress.points, Ordering::Relaxed);
        }));
        ticker.look(7, 1, Duration::ZERO);
        assert_eq!(SAID.load(Ordering::Relaxed), 7);
        ticker.look(9, 2, Duration::from_secs(3600));
        ticker.point(POINTS - 1, 3);
        assert_eq!(SAID.load(Ordering::Relaxed), 7);
    }
}

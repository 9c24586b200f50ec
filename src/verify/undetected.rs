//! A fault that was injected and that no comparison has shown.

use spindle_sim::fault::Fault;
use spindle_sim::lockstep::Rung;

use super::Case;

/// Hardware with a fault in it, equal to the golden model in all that was compared: that speaks for
/// nothing.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "fault {} was injected and not detected on {}: {} records and {} final reads are equal. For it to show, {}{}; run more or \
     other events, and if this run should show it, the comparison is blind",
    fault.name(), rung.name, rung.events, rung.reads, fault.shows_if(), self.place()
)]
pub struct Undetected {
    fault: Fault,
    /// Amounts compared.
    pub rung: Rung,
    retire: bool,
    restart: bool,
}

impl Undetected {
    /// `fault` was injected into `case` and not detected on the backend of `rung`.
    pub fn new(fault: Fault, case: &Case, rung: &Rung) -> Self {
        let (retire, restart) = (case.geometry.retire, case.restart > 0);
        Self { fault, rung: rung.clone(), retire, restart }
    }

    /// Property of the run that may hide it.
    fn place(&self) -> &'static str {
        if !self.retire {
            "; a core without retire ports shows little of its neurons' state: set geometry.retire = true"
        } else if self.restart {
            "; a run that begins with a reset may be over before"
        } else {
            ""
        }
    }
}

//! Networks and stimuli that verify a core: random ones, and directed ones for the corners.

pub mod directed;
pub mod random;

use spindle_hdl::{Configuration, Geometry};
use spindle_sim::stimulus::Timed;

/// A network, and what is sent to it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is, for a person.
    pub name: String,
    /// Shape of the core.
    pub geometry: Geometry,
    /// What is written into it.
    pub configuration: Configuration,
    /// The event stream.
    pub events: Vec<Timed>,
    /// Level of `spike_ready`.
    pub spike_ready: bool,
}

//! Networks and stimuli that verify a core, and comparison of the golden model with a simulator.

pub mod bins;
pub mod checkpoint;
pub mod directed;
pub mod ladder;
pub mod mutation;
pub mod predictive;
pub mod random;
mod restart;
pub mod undetected;
mod universe;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use spindle_golden::{Golden, ModelError};
use spindle_learning::files::FileError;
use spindle_sim::backend::{Backend, BackendError, Design};
use spindle_sim::lockstep::{Comparison, compare};
use spindle_spec::configuration::default_random_state;
use spindle_spec::memory_map as map;
use spindle_spec::stimulus::{Stimulus, Timed};
use spindle_spec::{Configuration, Geometry, Image};
pub use universe::{Universe, UniverseError};

/// A network, and what is sent to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Display name.
    pub name: String,
    /// Shape of the core.
    pub geometry: Geometry,
    /// Its configuration.
    pub configuration: Configuration,
    /// The event stream that is sent first, once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lead: Vec<Timed>,
    /// The event stream thereafter.
    pub events: Vec<Timed>,
    /// Level of `spike_ready`.
    pub spike_ready: bool,
    /// Cycles before a reset, after which the case follows (`RUN-5`); 0: none. Memories are then
    /// written over the bus instead of being loaded, and all state is cleared, so the run must be
    /// that of a fresh core. Its reads begin while the core works, and must wait for it (`BUS-3`).
    #[serde(default)]
    pub restart: u64,
}

/// Random networks on one core, in addition to the directed cases.
const RANDOM: u64 = 24;
/// Steps of each.
const STEPS: usize = 40;

/// First event of a run after a reset.
const CLEAR: map::Event = map::Event::clear_all(false, false);

/// Why a case could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The network does not fit.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The simulator could not run.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// A waveform could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A waveform could not be compared.
    #[error(transparent)]
    Waveform(#[from] spindle_wave::Error),
}

impl Case {
    /// `events` sent once to a core whose output is read.
    pub fn new(
        name: impl Into<String>,
        geometry: Geometry,
        configuration: Configuration,
        events: Vec<Timed>,
    ) -> Self {
        let lead = Vec::new();
        Self { name: name.into(), geometry, configuration, lead, events, spike_ready: true, restart: 0 }
    }

    /// The stimulus of this case: set up, send everything, wait until all is shown, read every
    /// weight and counter.
    ///
    /// # Errors
    /// A network that does not fit its geometry.
    pub fn stimulus(&self) -> Result<Stimulus, ModelError> {
        self.repeated(0)
    }

    /// The same with repeated events.
    ///
    /// # Errors
    /// As [`Case::stimulus`].
    pub fn repeated(&self, repeats: u32) -> Result<Stimulus, ModelError> {
        let mut stimulus = Stimulus {
            writes: self.configuration.register_writes(),
            lead: self.lead.clone(),
            events: self.events.clone(),
            repeats,
            restart: self.restart,
            spike_ready: self.spike_ready,
            cycles: 0,
            reads: self.reads(),
        };
        if self.restart > 0 {
            stimulus.writes.extend(restart::memory_writes(self));
            // The reset restores those random states that are not chosen (RND-3).
            let lanes = self.configuration.random.iter().enumerate();
            let kept = lanes.filter(|(lane, state)| **state == default_random_state(*lane));
            let kept: Vec<u32> = kept.map(|(lane, _)| map::RANDOM_BASE + lane as u32).collect();
            stimulus.writes.retain(|(address, _)| !kept.contains(address));
            stimulus.events.insert(0, Timed { gap: 0, word: CLEAR.encode() });
        }
        stimulus.cycles = Golden::cycles_needed(&self.geometry, &self.configuration, &stimulus)?;
        if self.restart > 0 {
            restart::order(self, &mut stimulus.reads)?;
            stimulus.cycles = restart::clocks(self, &stimulus)?;
        }
        Ok(stimulus)
    }

    /// Every weight, then the registers.
    fn reads(&self) -> Vec<u32> {
        let lanes = self.geometry.lanes as u32;
        let words = 0..self.geometry.weight_words as u32;
        words
            .flat_map(|word| (0..lanes).map(move |lane| map::WEIGHT_BASE + 16 * word + lane))
            .chain(map::IDENTITY..=map::DROPPED)
            .chain(map::PREDICTIVE_LEAK..=map::PREDICTIVE_SOURCES)
            .collect()
    }

    /// The core that this case runs on, with its memory images.
    pub fn design(&self) -> Design {
        let images = self.images();
        let geometry = self.geometry.clone();
        let verilog = match &self.configuration.state {
            Some(_) => spindle_hdl::generate::verilog_loading(&geometry, &images),
            None => verilog(&geometry),
        };
        Design { geometry, verilog, images }
    }

    /// The memory images, empty if everything is written over the bus.
    pub fn images(&self) -> Vec<Image> {
        let mut images = self.configuration.images(&self.geometry);
        if self.restart > 0 {
            for image in &mut images {
                image.words.fill(0);
            }
        }
        images
    }

    /// Compares the golden model's prediction for `stimulus`, its own, with `backend`
    /// running `design` under `driven`, which are this case's own unless a fault was injected into
    /// them.
    ///
    /// # Errors
    /// A network that does not fit, or a simulator that cannot run.
    pub fn compare(
        &self,
        stimulus: &Stimulus,
        backend: &dyn Backend,
        design: &Design,
        driven: &Stimulus,
        vcd: Option<&Path>,
    ) -> Result<Comparison, VerifyError> {
        let mut golden = Golden::new(&self.geometry, &self.configuration, stimulus)?;
        Ok(compare(&mut golden, backend, design, driven, vcd)?)
    }
}

/// The directed cases on the core of `geometry`, and random networks on it.
pub fn on_one_core(geometry: &Geometry) -> Vec<Case> {
    let same = directed::cases().into_iter().filter(|case| case.geometry == *geometry);
    let random: Vec<Case> = (0..RANDOM).map(|seed| random::network(seed, geometry, STEPS)).collect();
    let interrupted = restart::of(&random);
    same.chain(random).chain(interrupted).collect()
}

/// The Verilog of `geometry`. Many cases run on one core, and generating it takes longer than most
/// of them run, so that of the last few cores is kept.
fn verilog(geometry: &Geometry) -> String {
    const KEPT: usize = 8;
    static LAST: Mutex<VecDeque<(Geometry, String)>> = Mutex::new(VecDeque::new());
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = last().iter().find(|(known, _)| known == geometry).map(|(_, verilog)| verilog.clone());
    kept.unwrap_or_else(|| {
        let verilog = spindle_hdl::generate::verilog(geometry);
        let mut last = last();
        last.push_back((geometry.clone(), verilog.clone()));
        if last.len() > KEPT {
            last.pop_front();
        }
        verilog
    })
}

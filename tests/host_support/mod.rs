//! Simulated boards and networks for the tests of `spindle host`.

#![allow(dead_code, reason = "each test crate uses its own part")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use spindle::host::{Board, Link, Port, SIMULATED_BAUD, Wire, simulated, used_words};
use spindle_golden::Core;
use spindle_learning::learn::{Mode, Presenter, training};
use spindle_learning::manifest::{Manifest, Mapping};
use spindle_learning::task::Dataset;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::board::Running;
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Geometry};

pub const PRESET: &str = "digits";
pub const SEED: u64 = 1;

/// Starts the board of a preset; it is compiled once.
pub fn start(preset: &str) -> Running {
    static COMPILING: Mutex<()> = Mutex::new(());
    let _one = COMPILING.lock().unwrap_or_else(PoisonError::into_inner);
    let board = simulated(&Manifest::preset(preset).unwrap().description.geometry).unwrap();
    board.start(&Verilator::default()).unwrap()
}

pub fn port(running: &Running) -> Port {
    Port::open(running.path(), SIMULATED_BAUD as u32).unwrap()
}

pub fn connect(wire: impl Wire + 'static) -> Board {
    Board::connect(Link::new(Box::new(wire), SIMULATED_BAUD as u32)).unwrap()
}

pub fn spindle(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Runs `spindle host …` with the preset; must end with `status`. Gives standard output and error.
pub fn host(verb: &str, running: &Running, more: &[&str], folder: &Path, status: i32) -> (String, String) {
    let port = running.path().display().to_string();
    let mut arguments = vec!["--json", "host", verb, "--port", &port];
    if verb != "info" {
        arguments.extend(["--preset", PRESET, "--seed", "1", "--out", "out"]);
    }
    arguments.extend(more);
    let output = spindle(&arguments, folder);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{verb}: {out}{error}");
    (out, error)
}

pub fn object(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A network and its samples.
pub struct Network {
    pub manifest: Manifest,
    pub mapping: Mapping,
    pub data: Dataset,
}

impl Network {
    pub fn new(preset: &str) -> Self {
        let manifest = Manifest::preset(preset).unwrap();
        let mapping = manifest.map(SEED).unwrap();
        let data = manifest.data(None, SEED).unwrap();
        Self { manifest, mapping, data }
    }

    pub fn geometry(&self) -> &Geometry {
        &self.manifest.description.geometry
    }

    pub fn configuration(&self) -> &Configuration {
        &self.mapping.configuration
    }

    /// Events of the first `samples` samples of the first epoch.
    pub fn events(&self, samples: usize) -> Vec<Event> {
        let task = &self.manifest.description.task;
        let mut presenter = Presenter::new(task, &self.mapping, &self.data, SEED, 0.0).unwrap();
        let order = self.data.split.order(SEED, 0);
        let mut events = Vec::new();
        for sample in &order[..samples] {
            events.extend_from_slice(presenter.events(*sample, training(0, *sample), Mode::Train));
        }
        events
    }

    /// Weights that the golden model ends with.
    pub fn golden(&self, events: &[Event]) -> Vec<i16> {
        let mut golden = Core::new(self.geometry(), self.configuration()).unwrap();
        for event in events {
            golden.event(*event, &mut ());
        }
        golden.settle(&mut ());
        golden.weights().to_vec()
    }

    /// Loads, sends the events and compares the weights with the golden model's.
    pub fn learns(&self, board: &mut Board, samples: usize) {
        board.load(self.geometry(), self.configuration(), |_| ()).unwrap();
        let events = self.events(samples);
        board.events(&events).unwrap();
        self.learned(board, &events);
    }

    pub fn learned(&self, board: &mut Board, events: &[Event]) {
        board.rest().unwrap();
        let found = board.weights(used_words(self.configuration()), |_| ()).unwrap();
        let golden = self.golden(events);
        assert!(found.len() > 100 && golden != self.configuration().weights, "nothing was learned");
        assert_eq!(found, golden[..found.len()]);
        println!("{} weights compared after {} events", found.len(), events.len());
    }
}

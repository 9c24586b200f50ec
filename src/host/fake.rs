//! A board behind a wire for tests: the window and the registers of a core that does not compute.
//! Written words are kept. The only network state is the targets, each of whose spikes makes its
//! neuron fire in the next step.

use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::{Configuration, Geometry, Projection};

use super::{Board, HostError, Link, Wire, check_sum};

/// Fate of a packet that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// A byte is damaged: all bytes are skipped until the timeout (`HOST-6`).
    Damaged,
    /// The same, and the timeout passes before the next packet.
    Unnoticed,
    /// The cable is pulled, and plugged in again.
    Unplugged,
    /// The packet is lost without a trace.
    Swallowed,
}

/// The board's inside.
pub struct Device {
    geometry: Geometry,
    /// Written words, by address.
    pub memory: HashMap<u32, u32>,
    /// Which packets of writes get lost: those to this address, how, and how many of them.
    pub loses: Option<(u32, Loss, u32)>,
    /// Events that the core takes with each packet.
    pub speed: usize,
    waiting: VecDeque<u32>,
    accepted: u32,
    check: u32,
    faults: u32,
    steps: u32,
    modes: u32,
    /// Target rates and phases.
    pub targets: Vec<(u8, u8)>,
    due: Vec<usize>,
    spikes: VecDeque<usize>,
    taken: u8,
    skips: bool,
    unplugged: bool,
    replies: VecDeque<u8>,
    /// One in this many bytes of replies has an inverted bit.
    pub damages: Option<usize>,
    /// One in this many requests reads another address.
    pub misreads: Option<usize>,
    replied: usize,
    requests: usize,
    unanswered: usize,
    /// Most bytes that came without a byte read in between.
    pub most_unanswered: usize,
}

/// The wire to a [`Device`].
#[derive(Clone)]
pub struct Fake(Arc<Mutex<Device>>);

impl Fake {
    pub fn new(geometry: &Geometry) -> Self {
        let device = Device {
            geometry: geometry.clone(),
            memory: HashMap::new(),
            loses: None,
            speed: usize::MAX,
            waiting: VecDeque::new(),
            accepted: 0,
            check: 0,
            faults: 0,
            steps: 0,
            modes: 0,
            targets: vec![(0, 0); (geometry.neuron_words() * geometry.lanes).min(256)],
            due: Vec::new(),
            spikes: VecDeque::new(),
            taken: 0,
            skips: false,
            unplugged: false,
            replies: VecDeque::new(),
            damages: None,
            misreads: None,
            replied: 0,
            requests: 0,
            unanswered: 0,
            most_unanswered: 0,
        };
        Self(Arc::new(Mutex::new(device)))
    }

    pub fn device(&self) -> MutexGuard<'_, Device> {
        self.0.lock().unwrap()
    }

    pub fn board(&self) -> Board {
        Board::connect(Link::new(Box::new(self.clone()), 1_000_000)).unwrap()
    }
}

impl Device {
    /// Switches it off and on.
    pub fn restart(&mut self) {
        let fresh = Fake::new(&self.geometry);
        std::mem::swap(self, &mut fresh.device());
    }

    /// Events that the core has not taken.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// True if it holds everything of a configuration that goes into a core with all units.
    pub fn holds(&self, configuration: &Configuration) -> bool {
        let lanes = self.geometry.lanes;
        let read = |base: u32, index: usize| {
            let address = base + (16 * (index / lanes) + index % lanes) as u32;
            self.memory.get(&address).copied().unwrap_or(0)
        };
        let neurons = configuration.neurons.iter().enumerate().all(|(index, neuron)| {
            read(map::THRESHOLD_BASE, index) == neuron.threshold
                && read(map::BEHAVIOUR_BASE, index) == neuron.behaviour()
                && read(map::CONTROLLER_THRESHOLD_BASE, index) == u32::from(neuron.controller_threshold)
        });
        let mut weights = configuration.weights.iter().enumerate();
        let mut writes = configuration.register_writes().into_iter();
        neurons
            && weights.all(|(index, weight)| read(map::WEIGHT_BASE, index) == i32::from(*weight) as u32)
            && writes.all(|(address, value)| self.memory.get(&address) == Some(&value))
    }

    /// A packet has come.
    fn packet(&mut self, bytes: &[u8]) {
        if self.skips {
            return;
        }
        let (command, length) = (bytes[0], u32::from(bytes[1]));
        let address = u32::from_be_bytes(bytes[2..6].try_into().unwrap());
        let at = |index: u32| if command > 2 { address } else { address + index };
        if command % 2 == 0 {
            self.requests += 1;
            let wrong = self.misreads.is_some_and(|every| self.requests.is_multiple_of(every));
            let shift = if wrong { 1 << (self.requests % 16) } else { 0 };
            for index in 0..length {
                let word = self.read(at(index) ^ shift);
                self.replies.extend(word.to_be_bytes());
            }
        } else if !self.loss(address) {
            for (index, word) in bytes[6..].chunks_exact(4).enumerate() {
                self.write(at(index as u32), u32::from_be_bytes(word.try_into().unwrap()));
            }
        }
        self.work();
    }

    /// True if a packet that writes to `address` is lost.
    fn loss(&mut self, address: u32) -> bool {
        let Some((lost, loss, count)) = self.loses else { return false };
        if address != lost || count == 0 {
            return false;
        }
        self.loses = Some((lost, loss, count - 1));
        match loss {
            Loss::Damaged => (self.faults, self.skips) = (self.faults + 1, true),
            Loss::Unnoticed => self.faults += 1,
            Loss::Unplugged => self.unplugged = true,
            Loss::Swallowed => {}
        }
        true
    }

    fn write(&mut self, address: u32, word: u32) {
        if address != map::EVENT {
            self.memory.insert(address, word);
        } else if self.waiting.len() < self.geometry.event_depth {
            self.waiting.push_back(word);
            self.accepted += 1;
            self.check = check_sum(self.check, &[word]);
        }
    }

    fn read(&mut self, address: u32) -> u32 {
        let g = &self.geometry;
        let lacks = u32::from(!g.learning) | u32::from(!g.controllers) << 1 | u32::from(!g.modulators) << 2;
        match address {
            map::IDENTITY => map::IDENTITY_VALUE,
            map::VERSION => map::MAP_VERSION,
            map::SHAPE => u32::from_le_bytes(
                [g.lanes, g.weight_bits, g.membrane_bits, g.weight_scale].map(|bits| bits as u8),
            ),
            map::DEPTHS => g.neuron_words() as u32 | (g.projections as u32) << 16 | lacks << 24,
            map::PREDICTIVE_SOURCES => g.predictive_sources as u32,
            map::CONTROLLER_LEAKS | map::ERROR_GAIN | map::PROPORTIONAL_GAIN | map::INTEGRAL_GAIN
                if !g.controllers =>
            {
                0
            }
            map::STATUS => 0b1000 | self.modes,
            map::STEPS => self.steps,
            map::ROOM => (g.event_depth - self.waiting.len()) as u32,
            map::ACCEPTED => self.accepted,
            map::CHECK => self.check,
            map::FAULTS => self.faults,
            map::SPIKE => {
                let number = u32::from(self.taken) << 16;
                let Some(neuron) = self.spikes.pop_front() else { return number };
                self.taken = self.taken.wrapping_add(1);
                1 << 31 | number | neuron as u32
            }
            _ => self.memory.get(&address).copied().unwrap_or(0),
        }
    }

    /// The core takes events.
    fn work(&mut self) {
        for word in self.waiting.drain(..self.speed.min(self.waiting.len())) {
            match Event::decode(word) {
                Event::Spike(_) => {}
                Event::Target { neuron, rate } => {
                    if let Some((own, _)) = self.targets.get_mut(usize::from(neuron)) {
                        *own = rate;
                    }
                }
                Event::Control { feedback, learning, clear, clear_targets } => {
                    self.modes = u32::from(feedback && self.geometry.controllers)
                        | u32::from(learning && self.geometry.learning) << 1;
                    if clear {
                        self.due.clear();
                    }
                    if clear && clear_targets {
                        self.targets.fill((0, 0));
                    }
                }
                Event::Step => {
                    self.steps += 1;
                    self.spikes.extend(self.due.drain(..));
                    let feedback = self.modes & 1 != 0;
                    for (neuron, (rate, phase)) in self.targets.iter_mut().enumerate().filter(|_| feedback) {
                        let overflowed;
                        (*phase, overflowed) = phase.overflowing_add(*rate);
                        self.due.extend(overflowed.then_some(neuron));
                    }
                }
            }
        }
    }
}

impl Read for Fake {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut device = self.device();
        if device.unplugged {
            return Err(ErrorKind::BrokenPipe.into());
        }
        if device.replies.is_empty() {
            return Err(ErrorKind::TimedOut.into());
        }
        device.unanswered = 0;
        let count = device.replies.read(buffer)?;
        for byte in &mut buffer[..count] {
            device.replied += 1;
            if device.damages.is_some_and(|every| device.replied.is_multiple_of(every)) {
                // Other bits, other bytes of a word.
                *byte ^= 1 << (device.replied / 7 % 8);
            }
        }
        Ok(count)
    }
}

impl Write for Fake {
    /// The host writes one packet at a time.
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let mut device = self.device();
        device.unanswered += buffer.len();
        device.most_unanswered = device.most_unanswered.max(device.unanswered);
        if !device.unplugged {
            device.packet(buffer);
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Wire for Fake {
    fn patience(&mut self, _: Duration) -> io::Result<()> {
        Ok(())
    }

    /// Called at the end of a timeout.
    fn discard(&mut self) -> io::Result<()> {
        let mut device = self.device();
        device.skips = false;
        device.replies.clear();
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), HostError> {
        self.device().unplugged = false;
        Ok(())
    }

    fn name(&self) -> String {
        "fake".into()
    }
}

/// A small core with all units, and something to load into it.
pub fn small() -> (Geometry, Configuration) {
    let geometry = Geometry { lanes: 2, neurons: 4, weight_words: 4, ..Geometry::default() };
    let projection = Projection { source_count: 2, row_words: 2, learn: true, ..Projection::default() };
    let neuron = |index: u16| spindle_spec::Neuron {
        threshold: 100 + u32::from(index),
        leak: 3,
        controlled: true,
        controller_threshold: 7 + index,
        ..spindle_spec::Neuron::default()
    };
    let configuration = Configuration {
        neuron_words: 2,
        input_entries: 1,
        projections: vec![projection],
        controller: spindle_spec::Controller { error_gain: 5, ..spindle_spec::Controller::default() },
        neurons: (0..4).map(neuron).collect(),
        weights: (-4..4).collect(),
        random: vec![11, 12],
        ..Configuration::default()
    };
    (geometry, configuration)
}

/// Without controllers, learning and modulators (`GEO-7`).
pub fn without_controllers(geometry: &Geometry) -> Geometry {
    Geometry { controllers: false, learning: false, modulators: false, ..geometry.clone() }
}

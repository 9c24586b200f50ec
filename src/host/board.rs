//! A board in the terms of the specification: identity, events, spikes, weights.

use serde::Serialize;
use spindle_spec::Geometry;
use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::register_map::fields;

use super::{Burst, HostError, Link, check_sum};

/// Looks at a register that may still change, before the core counts as stuck; each takes a packet
/// and its reply.
const LOOKS: u32 = 100_000;
/// Times that events are sent without one of them being accepted, before the line counts as lossy.
const SENDINGS: u32 = 4;
/// More event words than any board holds that its core has not taken: the largest store, and the
/// core's own (`HOST-8`).
const HELD: usize = 4096 + 4;
/// Spikes requested in one packet.
const SPIKES: usize = 32;

/// Identity of a core (`MAP-1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Version of the memory map.
    pub version: u32,
    /// Lanes.
    pub lanes: u32,
    /// Stored bits of a weight.
    pub weight_bits: u32,
    /// Bits of a membrane.
    pub membrane_bits: u32,
    /// Weight scale.
    pub weight_scale: u32,
    /// Neuron words.
    pub neuron_words: u32,
    /// Entries of the projection table.
    pub projections: u32,
    /// Source traces of the predictive pass.
    pub predictive_sources: u32,
    /// True if it was built with learning.
    pub learning: bool,
    /// True if it was built with controllers.
    pub controllers: bool,
    /// True if it was built with modulators.
    pub modulators: bool,
}

/// Counters of faults, each modulo 256 (`HOST-7`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Faults {
    /// Bytes without a stop bit, or that came while the bridge was not listening.
    pub lost_bytes: u8,
    /// Packets abandoned after a timeout.
    pub expired: u8,
    /// Bytes that are not a command, length or address.
    pub unknown: u8,
    /// Events without room.
    pub refused: u8,
}

/// Spikes taken from a board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spikes {
    /// Neurons, in the order of `OUT-2`.
    pub neurons: Vec<u16>,
    /// Number lost with replies that did not arrive, modulo 256.
    pub lost: u8,
}

/// A board whose core has responded.
pub struct Board {
    pub(super) link: Link,
    identity: Identity,
    accepted: u32,
    check: u32,
    room: u32,
    taken: Option<u8>,
    /// Steps that the core has counted when it has done everything, once known.
    steps: Option<u32>,
}

impl Board {
    /// Finds the core behind `link`.
    ///
    /// # Errors
    /// No response, or an unexpected device.
    pub fn connect(mut link: Link) -> Result<Self, HostError> {
        // Another process may have left half a packet.
        link.silence(1);
        let words = link.agreed(map::IDENTITY, 4, 0)?;
        if words[0] != map::IDENTITY_VALUE {
            return Err(HostError::NoCore { port: link.name(), identity: words[0] });
        }
        let sources = link.agreed(map::PREDICTIVE_SOURCES, 1, 0)?[0];
        let identity = Identity {
            version: words[1],
            lanes: fields::LANES.get(words[2]),
            weight_bits: fields::WEIGHT_BITS.get(words[2]),
            membrane_bits: fields::MEMBRANE_BITS.get(words[2]),
            weight_scale: fields::WEIGHT_SCALE.get(words[2]),
            neuron_words: fields::CORE_WORDS.get(words[3]),
            projections: fields::CORE_ENTRIES.get(words[3]),
            predictive_sources: sources,
            learning: fields::LACKS_LEARNING.get(words[3]) == 0,
            controllers: fields::LACKS_CONTROLLERS.get(words[3]) == 0,
            modulators: fields::LACKS_MODULATORS.get(words[3]) == 0,
        };
        let mut board = Self { link, identity, accepted: 0, check: 0, room: 0, taken: None, steps: None };
        board.adopt()?;
        Ok(board)
    }

    /// Identity of the core.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Event words accepted since power-up, modulo 2^32, and their checksum, as far as this process
    /// knows.
    pub fn position(&self) -> (u32, u32) {
        (self.accepted, self.check)
    }

    /// Name of the port.
    pub fn name(&self) -> String {
        self.link.name()
    }

    /// Checks that the core matches `geometry`. Depths without a register are checked by loading.
    ///
    /// # Errors
    /// The differing value.
    pub fn fits(&self, geometry: &Geometry) -> Result<(), HostError> {
        let core = self.identity;
        let all = [
            ("map version", core.version, map::MAP_VERSION as usize),
            ("lanes", core.lanes, geometry.lanes),
            ("weight bits", core.weight_bits, geometry.weight_bits),
            ("membrane bits", core.membrane_bits, geometry.membrane_bits),
            ("weight scale", core.weight_scale, geometry.weight_scale),
            ("neuron words", core.neuron_words, geometry.neuron_words()),
            ("projections", core.projections, geometry.projections),
            ("predictive sources", core.predictive_sources, geometry.predictive_sources),
            ("learning", core.learning.into(), geometry.learning.into()),
            ("controllers", core.controllers.into(), geometry.controllers.into()),
            ("modulators", core.modulators.into(), geometry.modulators.into()),
        ];
        match all.into_iter().find(|(_, board, manifest)| *board != *manifest as u32) {
            Some((what, board, manifest)) => {
                Err(HostError::Shape { port: self.name(), what, board, manifest: manifest as u32 })
            }
            None => Ok(()),
        }
    }

    /// Room, words accepted and checksum on the board.
    fn state(&mut self) -> Result<(u32, u32, u32), HostError> {
        // The core takes events meanwhile.
        let words = self.link.agreed(map::ROOM, 3, 1)?;
        Ok((words[0], words[1], words[2]))
    }

    /// Words accepted and checksum on the board.
    ///
    /// # Errors
    /// No answer.
    pub fn accepted(&mut self) -> Result<(u32, u32), HostError> {
        let (_, accepted, check) = self.state()?;
        Ok((accepted, check))
    }

    /// Adopts the board's count of accepted words: a later process resumes where another one
    /// stopped.
    ///
    /// # Errors
    /// No answer.
    pub fn adopt(&mut self) -> Result<(), HostError> {
        (self.room, self.accepted, self.check) = self.state()?;
        self.steps = None;
        Ok(())
    }

    /// Sends event words, never more than there is room for; `progress` receives the number of
    /// accepted words. Words lost with a damaged packet or a broken connection are sent again, none
    /// twice (`HOST-12`).
    ///
    /// # Errors
    /// No response, damaged words, or words of another process; a core that accepts no events, or a
    /// line that loses all of them.
    pub fn send(&mut self, words: &[u32], mut progress: impl FnMut(usize)) -> Result<(), HostError> {
        let (base, start) = (self.accepted, self.check);
        let mut done = 0;
        // Rounds since a word was last accepted: without room, and with lost words.
        let (mut full, mut lost) = (0, 0);
        while done < words.len() {
            if full == LOOKS {
                return Err(HostError::Restless { port: self.name() });
            }
            if lost == SENDINGS {
                return Err(HostError::Lossy { port: self.name() });
            }
            let batch = (self.room as usize).min(words.len() - done);
            let sent = self.link.write(map::EVENT, &words[done..done + batch], Burst::Fixed);
            if sent.is_err() {
                // What stops in the middle of a packet must not be taken for its rest (`HOST-5`).
                self.link.silence(1);
            }
            let (room, accepted, check) = self.state()?;
            let now = accepted.wrapping_sub(base) as usize;
            if !(done..=done + batch).contains(&now) {
                let expected = base.wrapping_add((done + batch) as u32);
                return Err(HostError::Strange { port: self.name(), found: accepted, expected });
            }
            let expected = check_sum(self.check, &words[done..now]);
            if check != expected {
                let (first, last) = (done as u64, now.saturating_sub(1) as u64);
                return Err(HostError::Damaged { port: self.name(), first, last, found: check, expected });
            }
            (full, lost) = match (now > done, batch) {
                (true, _) => (0, 0),
                (false, 0) => (full + 1, lost),
                (false, _) => (full, lost + 1),
            };
            let steps = words[done..now].iter().filter(|word| Event::decode(**word) == Event::Step).count();
            self.steps = self.steps.map(|before| before.wrapping_add(steps as u32));
            (self.room, self.accepted, self.check) = (room, accepted, check);
            done = now;
            progress(done);
        }
        debug_assert_eq!(self.check, check_sum(start, words));
        Ok(())
    }

    /// Sends events.
    ///
    /// # Errors
    /// As [`Board::send`].
    pub fn events(&mut self, events: &[Event]) -> Result<(), HostError> {
        let words: Vec<u32> = events.iter().map(|event| event.encode()).collect();
        self.send(&words, |_| ())
    }

    /// Waits until the core has finished all words sent so far; modes are off afterwards. A mode
    /// that appears and disappears shows this: control words are taken when all earlier words are
    /// finished (`CLK-8`). In a core without controllers no mode appears (`GEO-7`); it executes one
    /// more step, which is counted, and which changes nothing after a clear.
    ///
    /// # Errors
    /// No answer, or the core does not come to rest.
    pub fn rest(&mut self) -> Result<(), HostError> {
        if !self.identity.controllers {
            let steps = self.steps()?;
            self.steps = Some(steps);
            self.events(&[Event::Step])?;
            return self.stepped(steps.wrapping_add(1));
        }
        for feedback in [true, false] {
            self.events(&[Event::modes(feedback, false)])?;
            // Feedback in bit 0, learning in bit 1, idle in bit 3.
            self.wait(|board| Ok(board.look(map::STATUS)? & 0b1011 == 0b1000 | u32::from(feedback)))?;
        }
        Ok(())
    }

    /// Steps that the core has counted when all words sent so far are finished. Words waiting from
    /// an earlier process are pushed out first, by words without effect.
    fn steps(&mut self) -> Result<u32, HostError> {
        if let Some(steps) = self.steps {
            return Ok(steps);
        }
        if self.accepted != 0 {
            let nothing = Event::modes(false, false);
            self.events(&vec![nothing; HELD])?;
        }
        self.register(map::STEPS)
    }

    /// Waits until the core has counted `steps` steps in all, modulo 2^32, and is idle.
    ///
    /// # Errors
    /// No answer, or the core does not come to rest.
    pub fn stepped(&mut self, steps: u32) -> Result<(), HostError> {
        self.wait(|board| Ok(board.look(map::STEPS)? == steps && board.look(map::STATUS)? & 8 != 0))
    }

    /// Polls until a condition holds in as many consecutive reads as replies must agree.
    fn wait(&mut self, mut over: impl FnMut(&mut Self) -> Result<bool, HostError>) -> Result<(), HostError> {
        let mut agreed = 0;
        for _ in 0..LOOKS {
            agreed = if over(self)? { agreed + 1 } else { 0 };
            if agreed >= self.link.needed() {
                return Ok(());
            }
        }
        Err(HostError::Restless { port: self.name() })
    }

    /// One answer about a register, which may be damaged.
    fn look(&mut self, address: u32) -> Result<u32, HostError> {
        self.link.insist(|link| link.word(address))
    }

    /// Reads a register without side effects.
    ///
    /// # Errors
    /// No answer, or answers that do not agree.
    pub fn register(&mut self, address: u32) -> Result<u32, HostError> {
        Ok(self.link.agreed(address, 1, 0)?[0])
    }

    /// Takes all spikes that wait.
    ///
    /// # Errors
    /// No answer.
    pub fn spikes(&mut self) -> Result<Spikes, HostError> {
        let mut spikes = Spikes::default();
        loop {
            let words = self.link.insist(|link| link.read(map::SPIKE, SPIKES, Burst::Fixed))?;
            for word in words {
                let number = (word >> 16) as u8;
                let lost = number.wrapping_sub(self.taken.unwrap_or(number));
                spikes.lost = spikes.lost.wrapping_add(lost);
                if word >> 31 == 0 {
                    self.taken = Some(number);
                    return Ok(spikes);
                }
                self.taken = Some(number.wrapping_add(1));
                spikes.neurons.push(word as u16);
            }
        }
    }

    /// Counters of faults.
    ///
    /// # Errors
    /// No answer.
    pub fn faults(&mut self) -> Result<Faults, HostError> {
        let [lost_bytes, expired, unknown, refused] = self.register(map::FAULTS)?.to_le_bytes();
        Ok(Faults { lost_bytes, expired, unknown, refused })
    }

    /// Errors on the line so far: retries here, and faults counted by the board. If they are
    /// unchanged after some packets, none of these was skipped (`HOST-6`).
    ///
    /// # Errors
    /// No answer.
    pub(super) fn mishaps(&mut self) -> Result<(u32, Faults), HostError> {
        let faults = self.faults()?;
        Ok((self.link.repeated(), faults))
    }

    /// Stored weights of `words` weight words, index `word · L + lane`. `progress` receives the
    /// number of words read.
    ///
    /// # Errors
    /// No answer, or answers that do not agree.
    pub fn weights(&mut self, words: usize, mut progress: impl FnMut(u64)) -> Result<Vec<i16>, HostError> {
        let lanes = self.identity.lanes as usize;
        // Sixteen addresses a word; lanes that the core does not have are read along where that is
        // shorter.
        let rows = if lanes == 16 { 15 } else { 1 };
        let mut weights = Vec::with_capacity(words * lanes);
        for first in (0..words).step_by(rows) {
            let count = rows.min(words - first);
            let address = map::WEIGHT_BASE + 16 * first as u32;
            let read = self.link.agreed(address, (count - 1) * 16 + lanes, 0)?;
            weights.extend(read.chunks(16).flatten().map(|weight| *weight as i16));
            progress(count as u64);
        }
        Ok(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{Fake, Loss, small, without_controllers};
    use super::*;

    #[test]
    fn a_core_without_controllers_rests_when_what_waited_before_is_done() {
        let (geometry, _) = small();
        let fake = Fake::new(&without_controllers(&geometry));
        fake.device().speed = 0;
        fake.board().events(&[Event::Step; 20]).unwrap();
        // Another process finds these steps waiting, and a core that takes an event with each
        // packet.
        let mut board = fake.board();
        fake.device().speed = 1;
        for _ in 0..2 {
            board.events(&[Event::Spike(1), Event::Step]).unwrap();
            board.rest().unwrap();
            assert_eq!(fake.device().waiting(), 0);
        }
        assert_eq!(board.register(map::STEPS).unwrap(), 24);
    }

    #[test]
    fn sending_ends_when_the_core_takes_nothing() {
        let (geometry, _) = small();
        let fake = Fake::new(&geometry);
        fake.device().speed = 0;
        let mut reported = 0;
        let words = vec![Event::Step.encode(); geometry.event_depth + 1];
        let error = fake.board().send(&words, |done| reported = done).unwrap_err();
        assert!(matches!(error, HostError::Restless { .. }), "{error}");
        assert_eq!(reported, geometry.event_depth);
    }

    #[test]
    fn sending_ends_when_all_events_get_lost() {
        let (geometry, _) = small();
        let fake = Fake::new(&geometry);
        let mut board = fake.board();
        // One retry less suffices.
        fake.device().loses = Some((map::EVENT, Loss::Swallowed, SENDINGS - 1));
        board.events(&[Event::Step]).unwrap();
        fake.device().loses = Some((map::EVENT, Loss::Swallowed, u32::MAX));
        let error = board.events(&[Event::Step]).unwrap_err();
        assert!(matches!(error, HostError::Lossy { .. }), "{error}");
        assert_eq!(board.accepted().unwrap().0, 1);
    }

    /// A line on which one of `damages` bytes of replies, or one of `misreads` requests, is
    /// damaged.
    fn bad(damages: Option<usize>, misreads: Option<usize>) -> (Fake, Board, Vec<i16>) {
        let (geometry, configuration) = small();
        let fake = Fake::new(&geometry);
        let mut board = fake.board();
        board.load(&geometry, &configuration, |_| ()).unwrap();
        (fake.device().damages, fake.device().misreads) = (damages, misreads);
        (fake, board, configuration.weights)
    }

    #[test]
    fn host_17_what_is_read_over_a_line_that_damages_it_is_what_the_board_holds() {
        for (damages, misreads) in
            [(Some(23), None), (Some(19), None), (None, Some(7)), (None, Some(5)), (Some(31), Some(11))]
        {
            let (fake, mut board, weights) = bad(damages, misreads);
            for _ in 0..20 {
                assert_eq!(board.weights(4, |_| ()).unwrap(), weights, "{damages:?}, {misreads:?}");
                assert_eq!(board.register(map::ERROR_GAIN).unwrap(), 5);
                assert_eq!(board.faults().unwrap(), Faults::default());
                board.events(&[Event::Spike(0), Event::Step]).unwrap();
                board.rest().unwrap();
                assert_eq!(board.accepted().unwrap(), board.position());
            }
            let identity = board.identity();
            assert_eq!(fake.board().identity(), identity);
        }
    }

    #[test]
    fn host_17_replies_that_never_agree_are_an_error_that_names_the_direction() {
        let (_fake, mut board, _) = bad(Some(2), None);
        let error = board.weights(4, |_| ()).unwrap_err();
        assert!(matches!(error, HostError::Disagreement { address: map::WEIGHT_BASE, .. }), "{error}");
        assert!(error.to_string().contains("damaged on the way from the board"), "{error}");
        let error = board.register(map::ERROR_GAIN).unwrap_err();
        assert!(error.to_string().contains("damaged on the way from the board"), "{error}");
    }
}

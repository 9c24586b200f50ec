//! Words of the bus over a wire, in `LiteX`'s `uartbone` packets (`HOST-2`).

use std::io::{self, ErrorKind};
use std::thread::sleep;
use std::time::Duration;

use spindle_spec::memory_map::VERSION;

use super::{HostError, Wire};

/// Words of a packet at most.
const LONGEST: usize = 255;
/// Bytes in flight without a reply: fewer than a computer buffers for a port. A full buffer takes a
/// packet in pieces with arbitrary pauses, which the bridge may take for a timeout (`HOST-5`).
const UNANSWERED: usize = 2048;
/// Allowance beyond the transfer time: the computer's own delays, and a core that finishes words in
/// flight.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than twice the timeout after which a bridge abandons a packet: 100 to 200 ms.
const SILENCE: Duration = Duration::from_millis(450);
/// Attempts to resynchronise with a board, each with a longer pause.
const TRIES: u32 = 4;
/// Readings of the same words before the line counts as one that damages them.
const READINGS: usize = 12;
/// Between readings of a single word that disagree: a counter of a core at work changes, for at
/// most as long as its stores last.
const WORK: Duration = Duration::from_millis(60);
/// Number of attempts to reopen a port that has disappeared.
const RETURN: u32 = 40;
const RETURN_STEP: Duration = Duration::from_millis(250);

/// Address mode of a packet's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Burst {
    /// Each word has the next address.
    Following,
    /// All have one address.
    Fixed,
}

/// A wire with a bridge at its other end.
pub struct Link {
    wire: Box<dyn Wire>,
    baud: u32,
    repeated: u32,
    /// True if two replies to one request differed.
    disagreed: bool,
    /// Bytes written since the last answer.
    unanswered: usize,
}

/// The answers about one word, and how often each came.
#[derive(Clone, Default)]
struct Votes(Vec<(u32, usize)>);

impl Votes {
    fn add(&mut self, word: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => self.0.push((word, 1)),
        }
    }

    fn least(&self) -> Option<u32> {
        self.0.iter().map(|(word, _)| *word).min()
    }

    fn elected(&self, needed: usize) -> Option<u32> {
        self.0.iter().find(|(_, count)| *count >= needed).map(|(word, _)| *word)
    }
}

impl Link {
    /// A link over `wire`, whose bits last `1 / baud` seconds.
    pub fn new(wire: Box<dyn Wire>, baud: u32) -> Self {
        Self { wire, baud, repeated: 0, disagreed: false, unanswered: 0 }
    }

    /// Name of the port.
    pub fn name(&self) -> String {
        self.wire.name()
    }

    /// Number of unanswered requests that were retried, modulo 2^32.
    pub fn repeated(&self) -> u32 {
        self.repeated
    }

    fn failed(&self, source: io::Error) -> HostError {
        let port = self.wire.name();
        match source.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => HostError::Silent { port },
            _ => HostError::Gone { port, source },
        }
    }

    fn packet(write: bool, burst: Burst, address: u32, length: usize) -> Vec<u8> {
        let command = match (write, burst) {
            (true, Burst::Following) => 1,
            (false, Burst::Following) => 2,
            (true, Burst::Fixed) => 3,
            (false, Burst::Fixed) => 4,
        };
        let mut bytes = vec![command, length as u8];
        bytes.extend(address.to_be_bytes());
        bytes
    }

    /// Writes words from `address` on, without confirmation: read a word after it. After many words
    /// it reads one itself before it continues.
    ///
    /// # Errors
    /// The port is gone, or there is no response.
    pub fn write(&mut self, address: u32, words: &[u32], burst: Burst) -> Result<(), HostError> {
        let mut address = address;
        for words in words.chunks(LONGEST) {
            let mut bytes = Self::packet(true, burst, address, words.len());
            bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
            // Without retry: words after a lost packet must not be executed.
            if self.unanswered + bytes.len() > UNANSWERED
                && let Err(error) = self.word(VERSION)
            {
                self.repeated = self.repeated.wrapping_add(1);
                self.silence(1);
                return Err(error);
            }
            self.unanswered += bytes.len();
            self.wire.write_all(&bytes).map_err(|error| self.failed(error))?;
            if burst == Burst::Following {
                address += words.len() as u32;
            }
        }
        Ok(())
    }

    /// Reads `count` words from `address` on.
    ///
    /// # Errors
    /// No answer, or the port is gone.
    pub fn read(&mut self, address: u32, count: usize, burst: Burst) -> Result<Vec<u32>, HostError> {
        let mut words = Vec::with_capacity(count);
        while words.len() < count {
            let length = (count - words.len()).min(LONGEST);
            let at = if burst == Burst::Following { address + words.len() as u32 } else { address };
            let mut bytes = Self::packet(false, burst, at, length);
            self.wire.write_all(&bytes).map_err(|error| self.failed(error))?;
            bytes.resize(4 * length, 0);
            let time =
                Duration::from_secs_f64(f64::from(10 * 4 * length as u32) / f64::from(self.baud.max(1)));
            self.wire.patience(PATIENCE + time).map_err(|error| self.failed(error))?;
            self.wire.read_exact(&mut bytes).map_err(|error| self.failed(error))?;
            self.unanswered = 0;
            words.extend(
                bytes.chunks_exact(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]])),
            );
        }
        Ok(words)
    }

    /// One word.
    ///
    /// # Errors
    /// As [`Link::read`].
    pub fn word(&mut self, address: u32) -> Result<u32, HostError> {
        Ok(self.read(address, 1, Burst::Following)?[0])
    }

    /// Number of replies that must agree: two, and three once the line has damaged bytes.
    pub fn needed(&self) -> usize {
        if self.disagreed || self.repeated > 0 { 3 } else { 2 }
    }

    /// Words from `address` on, none of which changes by being read: they are read until enough
    /// answers agree on each (`HOST-17`). The first `growing` of them may grow meanwhile; of their
    /// answers the least counts.
    ///
    /// # Errors
    /// No answer, the port is gone, or answers that do not agree.
    pub fn agreed(&mut self, address: u32, count: usize, growing: usize) -> Result<Vec<u32>, HostError> {
        let mut words = Vec::with_capacity(count);
        while words.len() < count {
            let length = (count - words.len()).min(LONGEST);
            let growing = growing.saturating_sub(words.len());
            words.extend(self.elected(address + words.len() as u32, length, growing)?);
        }
        Ok(words)
    }

    fn elected(&mut self, address: u32, length: usize, growing: usize) -> Result<Vec<u32>, HostError> {
        let before = self.repeated;
        let mut votes = vec![Votes::default(); length];
        for reading in 1..=READINGS {
            let words = self.insist(|link| link.read(address, length, Burst::Following))?;
            votes.iter_mut().zip(words).for_each(|(votes, word)| votes.add(word));
            self.disagreed |= votes.iter().skip(growing).any(|votes| votes.0.len() > 1);
            let needed = self.needed();
            let elected = votes.iter().enumerate().map(|(index, votes)| {
                if index < growing {
                    votes.least().filter(|_| reading >= needed)
                } else {
                    votes.elected(needed)
                }
            });
            if let Some(words) = elected.collect() {
                return Ok(words);
            }
            if length == 1 && reading > 2 {
                sleep(WORK);
            }
        }
        // Half of the damaged requests are invalid, or request fewer words: they go unanswered.
        let direction = if self.repeated == before { "from" } else { "to or from" };
        Err(HostError::Disagreement { port: self.name(), address, readings: READINGS, direction })
    }

    /// Runs `ask`, which must be harmless to repeat; after an error the wire pauses until the
    /// bridge abandons its current packet (`HOST-5`), and `ask` is retried. A port that has
    /// disappeared is reopened.
    ///
    /// # Errors
    /// The last error, when nothing has helped.
    pub fn insist<T>(
        &mut self,
        mut ask: impl FnMut(&mut Self) -> Result<T, HostError>,
    ) -> Result<T, HostError> {
        let mut tries = 0;
        loop {
            let error = match ask(self) {
                Ok(answer) => return Ok(answer),
                Err(error @ (HostError::Silent { .. } | HostError::Gone { .. })) => error,
                Err(error) => return Err(error),
            };
            tries += 1;
            if tries == TRIES {
                return Err(error);
            }
            self.repeated = self.repeated.wrapping_add(1);
            if matches!(error, HostError::Gone { .. }) {
                self.come_back()?;
            }
            self.silence(tries);
        }
    }

    /// Pauses until the bridge abandons its current packet, and discards late replies.
    pub fn silence(&mut self, times: u32) {
        sleep(SILENCE * times);
        // If the port has gone, the next request will say so.
        let _ = self.wire.discard();
    }

    fn come_back(&mut self) -> Result<(), HostError> {
        for _ in 1..RETURN {
            if self.wire.reopen().is_ok() {
                return Ok(());
            }
            sleep(RETURN_STEP);
        }
        self.wire.reopen()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{Fake, small};
    use super::*;

    #[test]
    fn a_board_is_never_sent_more_than_the_computer_keeps() {
        let fake = Fake::new(&small().0);
        let mut link = Link::new(Box::new(fake.clone()), 1_000_000);
        for packet in 0..100 {
            link.write(16 * packet, &[7; 9], Burst::Following).unwrap();
        }
        link.write(0, &[7; 3 * LONGEST], Burst::Fixed).unwrap();
        let most = fake.device().most_unanswered;
        assert!((UNANSWERED - 1100..=UNANSWERED).contains(&most), "{most}");
    }
}

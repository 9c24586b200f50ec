//! A reading of `docs/host.md` (`HOST-2` to `HOST-6`): the writes, answers and counts expected of a
//! bridge.

use std::collections::{BTreeMap, HashMap, VecDeque};

/// Counted faults (`HOST-7`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A damaged or lost byte.
    Lost,
    /// An abandoned packet.
    Expired,
    /// Another end of `HOST-6`.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// Waits for a byte.
    Listens,
    /// A word is requested from the core.
    Asks,
    /// A word is being sent.
    Answers,
    /// Nothing, until a timeout.
    Skips,
}

/// Keeps the bytes of a packet, and checks all of them each time.
#[derive(Debug)]
pub struct Reader {
    silence: usize,
    doing: Doing,
    packet: Vec<u8>,
    /// Words of the packet done.
    done: u32,
    owed: VecDeque<u8>,
    /// A byte was lost during a request to the core.
    spoiled: bool,
    quiet: usize,
    memory: HashMap<u32, u32>,
    /// Words written: address, value.
    pub writes: Vec<(u32, u32)>,
    /// Bytes answered.
    pub reply: Vec<u8>,
    /// Faults, as they came.
    pub faults: Vec<Fault>,
    /// Packets done.
    pub packets: usize,
    /// Bytes that came.
    pub bytes: usize,
    /// Ways in which packets ended otherwise, and how often.
    pub ends: BTreeMap<&'static str, usize>,
}

impl Reader {
    /// For a timeout of this many cycles.
    pub fn new(silence: usize) -> Self {
        Self {
            silence,
            doing: Doing::Listens,
            packet: vec![],
            done: 0,
            owed: VecDeque::new(),
            spoiled: false,
            quiet: 0,
            memory: HashMap::new(),
            writes: vec![],
            reply: vec![],
            faults: vec![],
            packets: 0,
            bytes: 0,
            ends: BTreeMap::new(),
        }
    }

    /// A cycle: a byte or a damaged one came, the core answered a request, a byte of a reply was
    /// taken.
    pub fn clock(&mut self, byte: Option<u8>, damaged: bool, served: bool, taken: bool) {
        let before = self.doing;
        let came = byte.is_some() || damaged;
        // The exact cycle of the timeout is not specified.
        let edge = self.silence - 2..self.silence + 4;
        assert!(!came || !edge.contains(&self.quiet), "a byte at the end of a silence decides nothing");
        if served {
            self.served();
        }
        if taken {
            self.taken();
        }
        self.bytes += usize::from(came);
        let busy = matches!(before, Doing::Asks | Doing::Answers);
        if damaged || (busy && came) {
            let why = match before {
                Doing::Asks => "a byte during a request to the core",
                Doing::Answers => "a byte during a reply",
                Doing::Listens => "a damaged byte",
                Doing::Skips => "a damaged byte among skipped ones",
            };
            self.ends(why, Fault::Lost);
            self.spoiled = true;
        } else if let Some(byte) = byte.filter(|_| before == Doing::Listens) {
            self.listen(byte);
        }
        // The request to the core is completed (`BUS-1`); then the packet ends.
        if self.spoiled && (before != Doing::Asks || served) {
            self.skip();
        }
        let waits = before == Doing::Skips || (before == Doing::Listens && !self.packet.is_empty());
        self.quiet = if waits && !came { self.quiet + 1 } else { 0 };
        if self.quiet > self.silence {
            if self.doing == Doing::Listens {
                let why =
                    if self.packet.len() < 6 { "silence before a word" } else { "silence within words" };
                self.ends(why, Fault::Expired);
            }
            self.listens();
        }
    }

    fn ends(&mut self, why: &'static str, fault: Fault) {
        self.faults.push(fault);
        *self.ends.entry(why).or_default() += 1;
    }

    fn listens(&mut self) {
        (self.doing, self.done) = (Doing::Listens, 0);
        self.packet.clear();
        self.quiet = 0;
    }

    fn skip(&mut self) {
        self.listens();
        self.owed.clear();
        (self.doing, self.spoiled) = (Doing::Skips, false);
    }

    /// `HOST-2`, `HOST-3`, `HOST-6`.
    fn listen(&mut self, byte: u8) {
        self.packet.push(byte);
        let wrong = match self.packet[..] {
            [command] if !(1..=4).contains(&command) => "an unknown command",
            [_, 0] => "no words",
            [_, _, first] if first != 0 => "an address of more bits",
            _ => "",
        };
        if !wrong.is_empty() {
            self.ends(wrong, Fault::Unknown);
            self.skip();
            return;
        }
        let words = self.packet.len().checked_sub(6);
        let whole = match words {
            Some(0) => !self.writes_words(),
            Some(bytes) => bytes % 4 == 0,
            None => false,
        };
        if whole {
            self.doing = Doing::Asks;
        }
    }

    fn writes_words(&self) -> bool {
        matches!(self.packet[0], 1 | 3)
    }

    fn address(&self) -> u32 {
        let first = u32::from_be_bytes(self.packet[2..6].try_into().unwrap());
        let step = u32::from(self.packet[0] < 3);
        (first + step * self.done) % (1 << 24)
    }

    fn served(&mut self) {
        assert_eq!(self.doing, Doing::Asks, "no request to the core is pending");
        let address = self.address();
        if self.writes_words() {
            let last = self.packet.len() - 4;
            let word = u32::from_be_bytes(self.packet[last..].try_into().unwrap());
            self.memory.insert(address, word);
            self.writes.push((address, word));
            self.next(Doing::Listens);
        } else {
            let word = self.memory.get(&address).copied().unwrap_or(address);
            self.owed.extend(word.to_be_bytes());
            self.doing = Doing::Answers;
        }
    }

    fn taken(&mut self) {
        let byte = self.owed.pop_front().expect("a reply byte without a request");
        self.reply.push(byte);
        if self.owed.is_empty() {
            self.next(Doing::Asks);
        }
    }

    /// A word is done, and the next is got by `how`, if there is one.
    fn next(&mut self, how: Doing) {
        self.done += 1;
        self.doing = how;
        if self.done == u32::from(self.packet[1]) {
            self.packets += 1;
            self.listens();
        }
    }
}

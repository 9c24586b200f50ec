//! The values of all nets of a file: now, and at the time stamp before.

use std::collections::HashMap;

use crate::dump::header::Header;
use crate::dump::value::{ALL_X, NO_NUMBER, Net, Value, ValueKind, mask};

/// Which value of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At the end of the current time stamp.
    Now,
    /// At the end of the time stamp before it.
    Before,
}

/// Fields of a net that a change touches, in half a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Cell {
    /// The value, if it is of one word.
    now: u64,
    before: u64,
    /// Position of the value, unless it has one word.
    offset: u32,
    words: u32,
    /// Maximum number of digits in its word; none if it is not a vector of one word.
    digits: u8,
    kind: ValueKind,
    is_written: bool,
}

/// Declarations and values. Whatever the format, reading a time stamp means setting values here.
pub(crate) struct State {
    pub(crate) header: Header,
    /// One a net.
    cells: Vec<Cell>,
    /// Values of more than one word: each as it is now, then as it was before.
    words: Vec<u64>,
    text_now: Vec<Vec<u8>>,
    text_before: Vec<Vec<u8>>,
    /// Texts of nets that are declared as reals: now, and before. (`MyHDL` writes enumerations so.)
    real_texts: Vec<[Vec<u8>; 2]>,
    /// The place of those of a net.
    real_text_of: HashMap<usize, usize>,
    /// Nets written to in the current time stamp, once each.
    written: Vec<u32>,
}

/// Marks a text in the upper half of the word of a real; the lower half gives its position. No
/// number has this pattern.
const TEXT: u64 = 0x7ff9_0000_0000_0000;

fn text_place(word: u64) -> Option<usize> {
    (word & !0xffff_ffff == TEXT).then_some((word & 0xffff_ffff) as usize)
}

impl State {
    /// All values x, no event fired.
    pub(crate) fn new(header: Header) -> Self {
        let (mut words, mut texts) = (Vec::new(), 0);
        let cell = |&Net { kind, bits, words: count }: &Net| {
            let first = match kind {
                ValueKind::Real => NO_NUMBER,
                ValueKind::Event | ValueKind::Text => 0,
                ValueKind::Bits => ALL_X & mask(bits, 0),
            };
            let is_word = kind == ValueKind::Bits && count == 1;
            let digits = if is_word { bits as u8 } else { 0 };
            let offset = if kind == ValueKind::Text { texts } else { words.len() };
            texts += usize::from(kind == ValueKind::Text);
            if count > 1 {
                for _ in [When::Now, When::Before] {
                    words.extend((0..count as usize).map(|n| ALL_X & mask(bits, n)));
                }
            }
            let offset = offset as u32;
            Cell { now: first, before: first, offset, words: count, digits, kind, is_written: false }
        };
        Self {
            cells: header.nets.iter().map(cell).collect(),
            words,
            text_now: vec![Vec::new(); texts],
            text_before: vec![Vec::new(); texts],
            real_texts: Vec::new(),
            real_text_of: HashMap::new(),
            written: Vec::new(),
            header,
        }
    }

    #[inline]
    pub(crate) fn value(&self, net: usize, when: When) -> Value<'_> {
        let cell = &self.cells[net];
        let word = if when == When::Now { &cell.now } else { &cell.before };
        if cell.digits > 0 {
            return Value::Bits(std::slice::from_ref(word));
        }
        let (offset, words) = (cell.offset as usize, cell.words as usize);
        match cell.kind {
            ValueKind::Bits => {
                let start = if when == When::Now { offset } else { offset + words };
                Value::Bits(&self.words[start..start + words])
            }
            ValueKind::Real => match text_place(*word) {
                Some(place) => Value::Text(&self.real_texts[place][usize::from(when == When::Before)]),
                None => Value::Real(*word),
            },
            ValueKind::Event => Value::Fired(*word),
            ValueKind::Text if when == When::Now => Value::Text(&self.text_now[offset]),
            ValueKind::Text => Value::Text(&self.text_before[offset]),
        }
    }

    /// The kind of a net, and the words of its values.
    #[inline]
    pub(crate) fn shape(&self, net: usize) -> (ValueKind, usize) {
        let cell = &self.cells[net];
        (cell.kind, cell.words as usize)
    }

    /// The current value of a vector of one word; none of another net.
    #[inline]
    pub(crate) fn word(&self, net: usize) -> Option<u64> {
        let cell = &self.cells[net];
        (cell.digits > 0).then_some(cell.now)
    }

    /// Nets whose value at the end of the current time stamp differs from the value before it.
    pub(crate) fn changed(&self) -> impl Iterator<Item = usize> {
        let nets = self.written.iter().map(|&net| net as usize);
        nets.filter(|&net| {
            let cell = &self.cells[net];
            if cell.digits > 0 {
                return cell.now != cell.before;
            }
            self.value(net, When::Now) != self.value(net, When::Before)
        })
    }

    /// Begins the next time stamp: current values become previous ones.
    pub(crate) fn settle(&mut self) {
        for net in self.written.drain(..) {
            let cell = &mut self.cells[net as usize];
            cell.is_written = false;
            cell.before = cell.now;
            let (offset, words) = (cell.offset as usize, cell.words as usize);
            if cell.digits > 0 {
                continue;
            }
            match cell.kind {
                ValueKind::Bits => self.words.copy_within(offset..offset + words, offset + words),
                ValueKind::Text => self.text_before[offset].clone_from(&self.text_now[offset]),
                ValueKind::Real => {
                    if let Some(place) = text_place(cell.now) {
                        let [now, before] = &mut self.real_texts[place];
                        before.clone_from(now);
                    }
                }
                ValueKind::Event => {}
            }
        }
    }

    /// Sets a vector of one word to a word of the given number of digits, whose leftmost digit
    /// needs no extension. False if it is not such a vector.
    #[inline]
    pub(crate) fn set_digits(&mut self, net: usize, word: u64, digits: usize) -> bool {
        let cell = &mut self.cells[net];
        if digits > usize::from(cell.digits) {
            return false;
        }
        if cell.now != word {
            cell.now = word;
            if !cell.is_written {
                cell.is_written = true;
                self.written.push(net as u32);
            }
        }
        true
    }

    /// Sets a net to a value of its own number of words.
    pub(crate) fn set_words(&mut self, net: usize, words: &[u64]) {
        let cell = &mut self.cells[net];
        if let &[word] = words {
            if cell.now != word {
                cell.now = word;
                self.mark(net);
            }
            return;
        }
        let offset = cell.offset as usize;
        let now = &mut self.words[offset..offset + words.len()];
        if *now != *words {
            now.copy_from_slice(words);
            self.mark(net);
        }
    }

    /// Sets a net to a text, be it declared as one or as a real.
    pub(crate) fn set_text(&mut self, net: usize, text: &[u8]) {
        let cell = &mut self.cells[net];
        let now = if cell.kind == ValueKind::Real {
            let places = self.real_texts.len();
            let place = *self.real_text_of.entry(net).or_insert(places);
            if place == places {
                self.real_texts.push([Vec::new(), Vec::new()]);
            }
            cell.now = TEXT | place as u64;
            &mut self.real_texts[place][0]
        } else {
            &mut self.text_now[cell.offset as usize]
        };
        now.clear();
        // An empty text is a value; an absent one is not.
        now.push(b's');
        now.extend_from_slice(text);
        self.mark(net);
    }

    /// Fires an event. Several firings within one time stamp count as one.
    pub(crate) fn fire(&mut self, net: usize) {
        if !self.cells[net].is_written {
            self.cells[net].now += 1;
            self.mark(net);
        }
    }

    #[inline]
    fn mark(&mut self, net: usize) {
        if !self.cells[net].is_written {
            self.cells[net].is_written = true;
            self.written.push(net as u32);
        }
    }
}

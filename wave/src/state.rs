//! The values of all nets of a file: now, and at the time stamp before.

use std::collections::HashMap;

use super::header::Header;
use super::value::{ALL_X, Kind, NO_NUMBER, Net, Value, mask};

/// Which value of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At the end of the current time stamp.
    Now,
    /// At the end of the time stamp before it.
    Before,
}

/// Declarations and values. Whatever the format, reading a time stamp means setting values here.
pub(crate) struct State {
    pub(crate) header: Header,
    /// For each net its value now, then the one before: what a change touches stands together.
    words: Vec<u64>,
    text_now: Vec<Vec<u8>>,
    text_before: Vec<Vec<u8>>,
    /// Texts of nets that are declared as reals: now, and before. (`MyHDL` writes enumerations so.)
    real_texts: Vec<[Vec<u8>; 2]>,
    /// The place of those of a net.
    real_text_of: HashMap<usize, usize>,
    /// Nets written to in the current time stamp, once each.
    written: Vec<u32>,
    is_written: Vec<bool>,
}

/// In the upper half of the word of a real: it is a text, whose place the lower half gives. No number looks so.
const TEXT: u64 = 0x7ff9_0000_0000_0000;

fn text_place(word: u64) -> Option<usize> {
    (word & !0xffff_ffff == TEXT).then_some((word & 0xffff_ffff) as usize)
}

impl State {
    /// All values x, no event fired.
    pub(crate) fn new(header: Header) -> Self {
        let mut words = Vec::with_capacity(header.words);
        for net in header.nets.iter().filter(|net| net.kind != Kind::Text) {
            let word = |n| match net.kind {
                Kind::Real => NO_NUMBER,
                Kind::Event => 0,
                _ => ALL_X & mask(net.bits, n),
            };
            for _ in [When::Now, When::Before] {
                words.extend((0..net.words as usize).map(word));
            }
        }
        Self {
            words,
            text_now: vec![Vec::new(); header.texts],
            text_before: vec![Vec::new(); header.texts],
            real_texts: Vec::new(),
            real_text_of: HashMap::new(),
            written: Vec::new(),
            is_written: vec![false; header.nets.len()],
            header,
        }
    }

    #[inline]
    pub(crate) fn value(&self, net: usize, when: When) -> Value<'_> {
        let Net { kind, offset, words, .. } = self.header.nets[net];
        let at = if when == When::Now { offset } else { offset + words as usize };
        match kind {
            Kind::Bits => Value::Bits(&self.words[at..at + words as usize]),
            Kind::Real => match text_place(self.words[at]) {
                Some(place) => Value::Text(&self.real_texts[place][usize::from(when == When::Before)]),
                None => Value::Real(self.words[at]),
            },
            Kind::Event => Value::Fired(self.words[at]),
            Kind::Text if when == When::Now => Value::Text(&self.text_now[offset]),
            Kind::Text => Value::Text(&self.text_before[offset]),
        }
    }

    /// Nets whose value at the end of the current time stamp is not the one before it.
    pub(crate) fn changed(&self) -> impl Iterator<Item = usize> {
        let nets = self.written.iter().map(|&net| net as usize);
        nets.filter(|&net| self.value(net, When::Now) != self.value(net, When::Before))
    }

    /// Begins the next time stamp: what is now becomes what was before.
    pub(crate) fn settle(&mut self) {
        for net in self.written.drain(..) {
            let Net { kind, offset, words, .. } = self.header.nets[net as usize];
            self.is_written[net as usize] = false;
            let words = words as usize;
            if kind == Kind::Text {
                self.text_before[offset].clone_from(&self.text_now[offset]);
            } else if words == 1 {
                // The usual width, without the call that copies a range of any length.
                self.words[offset + 1] = self.words[offset];
                if let Some(place) = text_place(self.words[offset]).filter(|_| kind == Kind::Real) {
                    let [now, before] = &mut self.real_texts[place];
                    before.clone_from(now);
                }
            } else {
                self.words.copy_within(offset..offset + words, offset + words);
            }
        }
    }

    /// Sets a net of one word.
    #[inline]
    pub(crate) fn set_word(&mut self, net: usize, offset: usize, word: u64) {
        if self.words[offset] != word {
            self.words[offset] = word;
            self.mark(net);
        }
    }

    /// Sets a net of any width.
    pub(crate) fn set_words(&mut self, net: usize, words: &[u64]) {
        let Net { offset, words: count, .. } = self.header.nets[net];
        let now = &mut self.words[offset..offset + count as usize];
        if *now != *words {
            now.copy_from_slice(words);
            self.mark(net);
        }
    }

    /// Sets a net to a text, be it declared as one or as a real.
    pub(crate) fn set_text(&mut self, net: usize, text: &[u8]) {
        let Net { kind, offset, .. } = self.header.nets[net];
        let now = if kind == Kind::Real {
            let places = self.real_texts.len();
            let place = *self.real_text_of.entry(net).or_insert(places);
            if place == places {
                self.real_texts.push([Vec::new(), Vec::new()]);
            }
            self.words[offset] = TEXT | place as u64;
            &mut self.real_texts[place][0]
        } else {
            &mut self.text_now[offset]
        };
        now.clear();
        // An empty text is a value, no text is none.
        now.push(b's');
        now.extend_from_slice(text);
        self.mark(net);
    }

    /// Lets an event fire: what counts is the number of time stamps at which it does, however often within one.
    pub(crate) fn fire(&mut self, net: usize) {
        if !self.is_written[net] {
            self.words[self.header.nets[net].offset] += 1;
            self.mark(net);
        }
    }

    #[inline]
    fn mark(&mut self, net: usize) {
        if !self.is_written[net] {
            self.is_written[net] = true;
            self.written.push(net as u32);
        }
    }
}

//! The values of all nets of a file: now, and at the time stamp before.

use super::header::Header;
use super::value::{Kind, Net, Value, mask};

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
    now: Vec<u64>,
    before: Vec<u64>,
    text_now: Vec<Vec<u8>>,
    text_before: Vec<Vec<u8>>,
    /// Nets written to in the current time stamp, once each.
    written: Vec<u32>,
    is_written: Vec<bool>,
}

impl State {
    /// All values x.
    pub(crate) fn new(header: Header) -> Self {
        let mut now = Vec::with_capacity(header.words);
        for net in header.nets.iter().filter(|net| net.kind != Kind::Text) {
            now.resize(net.offset + net.words, 0);
            now.extend((0..net.words).map(|n| mask(net.bits, n)));
        }
        Self {
            before: now.clone(),
            now,
            text_now: vec![Vec::new(); header.texts],
            text_before: vec![Vec::new(); header.texts],
            written: Vec::new(),
            is_written: vec![false; header.nets.len()],
            header,
        }
    }

    #[inline]
    pub(crate) fn value(&self, net: usize, when: When) -> Value<'_> {
        let Net { kind, offset, words, .. } = self.header.nets[net];
        match (kind, when) {
            (Kind::Text, When::Now) => Value::Text(&self.text_now[offset]),
            (Kind::Text, When::Before) => Value::Text(&self.text_before[offset]),
            (_, When::Now) => Value::Planes(&self.now[offset..offset + 2 * words]),
            (_, When::Before) => Value::Planes(&self.before[offset..offset + 2 * words]),
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
            if kind == Kind::Text {
                self.text_before[offset].clone_from(&self.text_now[offset]);
            } else if words == 1 {
                // The usual width, without the call that copies a range of any length.
                (self.before[offset], self.before[offset + 1]) = (self.now[offset], self.now[offset + 1]);
            } else {
                let range = offset..offset + 2 * words;
                self.before[range.clone()].copy_from_slice(&self.now[range]);
            }
        }
    }

    /// Sets a net of one word.
    #[inline]
    pub(crate) fn set_word(&mut self, net: usize, offset: usize, value: u64, unknown: u64) {
        if self.now[offset] != value || self.now[offset + 1] != unknown {
            (self.now[offset], self.now[offset + 1]) = (value, unknown);
            self.mark(net);
        }
    }

    /// Sets a net of any width to its planes.
    pub(crate) fn set_planes(&mut self, net: usize, planes: &[u64]) {
        let Net { offset, words, .. } = self.header.nets[net];
        let range = offset..offset + 2 * words;
        if self.now[range.clone()] != *planes {
            self.now[range].copy_from_slice(planes);
            self.mark(net);
        }
    }

    pub(crate) fn set_text(&mut self, net: usize, text: &[u8]) {
        let now = &mut self.text_now[self.header.nets[net].offset];
        now.clear();
        // An empty text is a value, no text is none.
        now.push(b's');
        now.extend_from_slice(text);
        self.mark(net);
    }

    #[inline]
    fn mark(&mut self, net: usize) {
        if !self.is_written[net] {
            self.is_written[net] = true;
            self.written.push(net as u32);
        }
    }
}

//! Warnings: input that was read although the format wants it otherwise.

/// Warnings of one file: of each kind the first in words, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    kinds: Vec<Repeated>,
}

#[derive(Debug)]
struct Repeated {
    /// Interpretation, which distinguishes the kinds.
    reading: &'static str,
    first: String,
    count: u64,
}

impl Warnings {
    /// Adds one. Only the first of its kind is put in words.
    pub(crate) fn add(&mut self, reading: &'static str, first: impl FnOnce() -> String) {
        match self.kinds.iter_mut().find(|kind| kind.reading == reading) {
            Some(kind) => kind.count += 1,
            None => self.kinds.push(Repeated { reading, first: first(), count: 1 }),
        }
    }

    /// One line a kind, in the order of the file.
    pub(crate) fn list(&self) -> Vec<String> {
        let line = |kind: &Repeated| {
            let more = if kind.count > 1 { format!(" ({} times)", kind.count) } else { String::new() };
            format!("{}; {}{more}", kind.first, kind.reading)
        };
        self.kinds.iter().map(line).collect()
    }
}

//! A dump that a library reads in a thread of its own, handed over in batches of time stamps.
//!
//! The libraries for FST and GHW call back for each change, while a comparison reads two files in
//! parallel at its own pace; hence the thread. At most a few batches are under way, so memory does
//! not grow with the length of the dump. A panic inside a library on a damaged file ends that
//! thread only and becomes an error here.

use std::sync::Once;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::Error;
use crate::dump::header::Header;
use crate::dump::state::State;
use crate::dump::value::ValueKind;

/// Changes after which a batch is sent.
const BATCH: usize = 16 * 1024;
/// Time stamps after which a batch is sent.
const STEPS: usize = 16 * 1024;
/// Batches under way.
const AHEAD: usize = 2;

const THREAD: &str = "waveform reader";

#[derive(Clone, Copy, Debug)]
struct Step {
    time: u64,
    /// End of its changes in [`Batch::nets`].
    end: usize,
    off: bool,
}

/// Some time stamps with their changes, all in a row.
#[derive(Debug, Default)]
struct Batch {
    steps: Vec<Step>,
    nets: Vec<u32>,
    /// Values of the changes of nets that hold bits or reals.
    words: Vec<u64>,
    /// Values of the changes of nets that hold texts.
    texts: Vec<Vec<u8>>,
}

/// Remarks about a file.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) warnings: Vec<String>,
    /// Why it holds less than was simulated, if it does.
    pub(crate) cut: Option<String>,
}

enum Message {
    Header(Box<(Header, Notes)>),
    Batch(Batch),
    End,
    Broken(Error),
}

/// Why a producer stops early.
pub(crate) enum Stop {
    /// Nobody reads on.
    Unread,
    Broken(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// The producing end.
pub(crate) struct Writer {
    channel: SyncSender<Message>,
    batch: Batch,
    path: String,
    /// The time stamp under way.
    last: Option<u64>,
    /// True if the dump is switched off from the current time stamp on.
    pub(crate) off: bool,
}

impl Writer {
    fn send(&self, message: Message) -> Result<(), Stop> {
        self.channel.send(message).map_err(|_| Stop::Unread)
    }

    /// Sends the declarations, before all time stamps.
    pub(crate) fn header(&self, header: Header, notes: Notes) -> Result<(), Stop> {
        self.send(Message::Header(Box::new((header, notes))))
    }

    /// Begins a time stamp, or continues the current one.
    pub(crate) fn time(&mut self, time: u64) -> Result<(), Stop> {
        match self.last {
            Some(last) if last == time => return Ok(()),
            Some(last) if last > time => {
                return Err(
                    Error::damaged(&self.path, format!("time goes back from {last} to {time}")).into()
                );
            }
            _ => self.last = Some(time),
        }
        self.close();
        if self.batch.nets.len() >= BATCH || self.batch.steps.len() >= STEPS {
            let batch = std::mem::take(&mut self.batch);
            self.send(Message::Batch(batch))?;
        }
        self.batch.steps.push(Step { time, end: self.batch.nets.len(), off: self.off });
        Ok(())
    }

    pub(crate) fn words(&mut self, net: usize, words: &[u64]) {
        self.batch.nets.push(net as u32);
        self.batch.words.extend_from_slice(words);
    }

    /// Lets an event fire.
    pub(crate) fn fire(&mut self, net: usize) {
        self.batch.nets.push(net as u32);
    }

    pub(crate) fn text(&mut self, net: usize, text: &[u8]) {
        self.batch.nets.push(net as u32);
        self.batch.texts.push(text.to_vec());
    }

    /// Ends the time stamp under way.
    fn close(&mut self) {
        if let Some(step) = self.batch.steps.last_mut() {
            (step.end, step.off) = (self.batch.nets.len(), self.off);
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        self.close();
        let batch = std::mem::take(&mut self.batch);
        self.send(Message::Batch(batch))?;
        self.send(Message::End)
    }
}

/// The consuming end: the batch under way and how much of it is done.
pub(crate) struct Feed {
    channel: Receiver<Message>,
    path: String,
    batch: Batch,
    step: usize,
    net: usize,
    word: usize,
    text: usize,
    pub(crate) off: bool,
    pub(crate) notes: Notes,
}

/// Lets panics of the reading threads pass unseen: they become errors.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                before(info);
            }
        }));
    });
}

impl Feed {
    /// Starts `produce`, which sends the declarations and then all time stamps; gives those
    /// declarations and the first time stamp.
    pub(crate) fn open<F>(name: String, produce: F) -> Result<(Self, Header, u64), Error>
    where
        F: FnOnce(&mut Writer) -> Result<(), Stop> + Send + 'static,
    {
        silence();
        let (sender, channel) = sync_channel(AHEAD);
        let mut writer =
            Writer { channel: sender, batch: Batch::default(), path: name.clone(), last: None, off: false };
        let run = move || {
            let result = produce(&mut writer);
            let channel = writer.channel.clone();
            if let Err(Stop::Broken(error)) = result.and_then(|()| writer.finish()) {
                // The receiver may be gone; the result is then irrelevant.
                let _ = channel.send(Message::Broken(error));
            }
        };
        let spawned = thread::Builder::new().name(THREAD.into()).spawn(run);
        spawned.map_err(|source| Error::Io { path: name.clone(), source })?;
        let mut feed = Self {
            channel,
            path: name,
            batch: Batch::default(),
            step: 0,
            net: 0,
            word: 0,
            text: 0,
            off: false,
            notes: Notes::default(),
        };
        let header = match feed.receive()? {
            Message::Header(declared) => {
                let (header, notes) = *declared;
                feed.notes = notes;
                header
            }
            _ => return Err(Error::damaged(&feed.path, "the file has no declarations")),
        };
        match feed.next()? {
            Some(first) => Ok((feed, header, first)),
            None => Err(Error::damaged(&feed.path, "the file holds no values")),
        }
    }

    fn receive(&self) -> Result<Message, Error> {
        match self.channel.recv() {
            Ok(Message::Broken(error)) => Err(error),
            Ok(message) => Ok(message),
            Err(_) => Err(Error::damaged(&self.path, "the file is damaged: reading it broke off")),
        }
    }

    /// The time stamp that follows.
    fn next(&mut self) -> Result<Option<u64>, Error> {
        while self.step == self.batch.steps.len() {
            match self.receive()? {
                Message::Batch(batch) => {
                    self.batch = batch;
                    (self.step, self.net, self.word, self.text) = (0, 0, 0, 0);
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(self.batch.steps[self.step].time))
    }

    /// Makes the changes of the next time stamp; gives the time stamp that follows, or none at the
    /// end.
    pub(crate) fn step(&mut self, state: &mut State) -> Result<Option<u64>, Error> {
        let Step { end, off, .. } = self.batch.steps[self.step];
        for &net in &self.batch.nets[self.net..end] {
            let net = net as usize;
            let (kind, words) = state.shape(net);
            match kind {
                ValueKind::Text => {
                    state.set_text(net, &self.batch.texts[self.text]);
                    self.text += 1;
                }
                ValueKind::Event => state.fire(net),
                ValueKind::Bits | ValueKind::Real => {
                    let end = self.word + words;
                    state.set_words(net, &self.batch.words[self.word..end]);
                    self.word = end;
                }
            }
        }
        self.net = end;
        self.off = off;
        self.step += 1;
        self.next()
    }
}

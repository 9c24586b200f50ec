//! A simulated board with a bad line, a bad port, or none.

mod host_support;

use std::io::{self, ErrorKind, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use host_support::{Network, PRESET, connect, host, object, port, spindle, start};
use rand::{RngExt, SeedableRng};
use spindle::host::{Board, HostError, Link, Port, Wire};
use spindle_spec::memory_map as map;

#[test]
fn noise_on_the_line_hangs_and_corrupts_nothing() {
    let network = Network::new(PRESET);
    let mut running = start(PRESET);
    let mut board = connect(port(&running));
    network.learns(&mut board, 3);
    let before = board.faults().unwrap();
    let weights = board.weights(128, |_| ()).unwrap();
    let accepted = board.accepted().unwrap();
    drop(board);

    let mut numbers = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    let mut served = 0;
    for round in 0..15u32 {
        let mut wire = port(&running);
        // Any bytes, including commands: after the end of a packet all are skipped (HOST-6).
        let mut garbage: Vec<u8> = (0..200).map(|_| numbers.random()).collect();
        match round % 5 {
            // A valid or invalid command with an invalid address: random bytes must not write by
            // chance, which would rightly change the weights below.
            0 => {
                garbage[0] = (round / 5) as u8 * 2 + 1;
                garbage[2] |= 0x08;
                wire.write_all(&garbage).unwrap();
            }
            // A read of anything, and bytes while it is answered.
            4 => {
                garbage[..3].copy_from_slice(&[2, 40, 0]);
                wire.write_all(&garbage).unwrap();
            }
            // A packet that ends early.
            1 => wire.write_all(&[3, 200, 0, 0xF0, 0, 0, 0, 0, 0]).unwrap(),
            // A length of zero, followed by a write that must not happen.
            2 => wire.write_all(&[1, 0, 0, 0x80, 0, 0, 1, 1, 0, 0x80, 0, 0, 0, 0, 0, 42]).unwrap(),
            // Levels without meaning: framing errors.
            _ => running.noise(round + 1, 600).unwrap(),
        }
        drop(wire);
        // The connection itself waits for the bridge to come to its senses.
        let mut board = connect(port(&running));
        assert_eq!(board.register(map::IDENTITY).unwrap(), map::IDENTITY_VALUE);
        served += 1;
    }
    let mut board = connect(port(&running));
    let after = board.faults().unwrap();
    let moved = [
        after.lost_bytes != before.lost_bytes,
        after.expired != before.expired,
        after.unknown != before.unknown,
    ];
    assert_eq!(moved, [true; 3], "{before:?}, {after:?} after {served} rounds");
    assert_eq!(board.weights(128, |_| ()).unwrap(), weights, "noise has changed weights");
    assert_eq!(board.accepted().unwrap(), accepted, "noise was taken for events");
    network.learns(&mut board, 3);
    println!("{served} times served after noise; {after:?}");
}

#[test]
fn a_broken_connection_loses_nothing_that_was_acknowledged() {
    let running = start(PRESET);
    let folder = tempfile::tempdir().unwrap();
    let progress = folder.path().join("out/board.json");
    let port = running.path().display().to_string();
    let arguments = |resume: bool| {
        let mut arguments: Vec<&str> =
            vec!["--json", "host", "train", "--port", &port, "--preset", PRESET, "--out", "out"];
        arguments.extend(["--samples", "40", "--epochs", "1"]);
        arguments.extend(resume.then_some("--resume"));
        arguments
    };
    for attempt in 0..3 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spindle"))
            .args(arguments(attempt > 0))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !progress.exists() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it had loaded the board");
            std::thread::sleep(Duration::from_millis(20));
        }
        // Somewhere within the epoch; where does not matter.
        std::thread::sleep(Duration::from_millis(1_200));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let output = spindle(&arguments(true), folder.path());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let report = object(&text);
    let epoch = &report["epochs"][0];
    assert_eq!(report["verdict"], "equal");
    assert!(
        epoch["resumed"].as_u64() > Some(0) && epoch["resumed"].as_u64() < epoch["events"].as_u64(),
        "{epoch}"
    );
    println!("{} of {} event words had been taken before", epoch["resumed"], epoch["events"]);
}

/// Effect of a [`Bad`] wire on one packet of events.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Breaks off within it, and says so, as a port does that is unplugged.
    Break,
    /// Drops its last bytes silently: the following bytes are taken for them.
    Swallow,
    /// Turns a bit of a word.
    Flip,
}

/// Damage to the bytes that pass a port.
trait Damage: Send {
    /// Damages bytes that come from the board.
    fn received(&mut self, _bytes: &mut [u8]) {}

    /// Damages bytes on their way to the board; the flag breaks the line after them.
    fn sent(&mut self, _bytes: &mut Vec<u8>) -> bool {
        false
    }
}

/// A port with damage.
struct Damaged<D> {
    port: Port,
    damage: D,
}

impl<D: Damage> Read for Damaged<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.port.read(buffer)?;
        self.damage.received(&mut buffer[..count]);
        Ok(count)
    }
}

impl<D: Damage> Write for Damaged<D> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let mut bytes = buffer.to_vec();
        let breaks = self.damage.sent(&mut bytes);
        self.port.write_all(&bytes)?;
        if breaks { Err(ErrorKind::BrokenPipe.into()) } else { Ok(buffer.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.port.flush()
    }
}

impl<D: Damage> Wire for Damaged<D> {
    fn patience(&mut self, time: Duration) -> io::Result<()> {
        self.port.patience(time)
    }

    fn discard(&mut self) -> io::Result<()> {
        self.port.discard()
    }

    fn reopen(&mut self) -> Result<(), HostError> {
        self.port.reopen()
    }

    fn name(&self) -> String {
        self.port.name()
    }
}

/// Damage to the fifth packet of events once it is armed.
struct Bad {
    fault: Fault,
    armed: Arc<AtomicBool>,
    packets: usize,
}

impl Damage for Bad {
    fn sent(&mut self, bytes: &mut Vec<u8>) -> bool {
        // Writes of several words to the address of events.
        if !self.armed.load(Relaxed) || !bytes.starts_with(&[3]) || bytes.len() <= 60 {
            return false;
        }
        self.packets += 1;
        if self.packets != 5 {
            return false;
        }
        match self.fault {
            Fault::Flip => bytes[6 + 4 * 7 + 3] ^= 2,
            Fault::Break | Fault::Swallow => bytes.truncate(bytes.len() - 23),
        }
        matches!(self.fault, Fault::Break)
    }
}

#[test]
fn words_that_arrive_damaged_are_found_and_unsent_ones_are_sent_again() {
    let network = Network::new(PRESET);
    let running = start(PRESET);
    let events = network.events(3);
    for fault in [Fault::Break, Fault::Swallow, Fault::Flip] {
        let armed = Arc::new(AtomicBool::new(false));
        let damage = Bad { fault, armed: armed.clone(), packets: 0 };
        let mut board = connect(Damaged { port: port(&running), damage });
        board.load(network.geometry(), network.configuration(), |_| ()).unwrap();
        armed.store(true, Relaxed);
        let before = board.faults().unwrap();
        let sent = board.events(&events);
        if let Fault::Break = fault {
            sent.unwrap();
            network.learned(&mut board, &events);
            assert_ne!(board.faults().unwrap().expired, before.expired, "nothing was broken off");
        } else {
            let error = sent.unwrap_err();
            assert!(matches!(error, HostError::Damaged { .. }), "{fault:?}: {error}");
            assert!(error.to_string().contains("damaged on the way to the board"), "{error}");
        }
    }
}

/// Answers every read with one word, or not at all.
struct Other(Option<u32>, usize);

impl Read for Other {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(word) = self.0 else { return Err(ErrorKind::TimedOut.into()) };
        for byte in &mut *buffer {
            *byte = word.to_be_bytes()[self.1 % 4];
            self.1 += 1;
        }
        Ok(buffer.len())
    }
}

impl Write for Other {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Wire for Other {
    fn patience(&mut self, _: Duration) -> io::Result<()> {
        Ok(())
    }

    fn discard(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), HostError> {
        Ok(())
    }

    fn name(&self) -> String {
        "other".into()
    }
}

#[test]
fn no_samples_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for verb in ["train", "stream"] {
        let arguments = ["host", verb, "--port", "/dev/no-such-port", "--preset", PRESET, "--samples", "0"];
        let output = spindle(&arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && error.contains("--samples"), "{verb}: {error}");
    }
}

#[test]
fn a_training_that_was_never_begun_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (&["train", "--resume"][..], "out/board.json", "run `spindle host train`"),
        (&["verify"], "out/board.json", "run `spindle host train`"),
        (&["load", "--trained"], "out/checkpoint.json", "run `spindle train`"),
    ];
    for (verb, file, remedy) in cases {
        let fixed = ["--port", "/dev/no-such-port", "--preset", PRESET, "--out", "out"];
        let output = spindle(&[&["host"], verb, &fixed].concat(), folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{verb:?}: {error}");
        assert!(error.contains(file) && error.contains(remedy), "{verb:?}: {error}");
    }
}

#[test]
fn ports_that_cannot_be_used_are_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], expected: &[&str]| {
        let output = spindle(arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(expected.iter().all(|part| error.contains(part)), "{error}");
    };
    refused(&["host", "info", "--port", "/dev/no-such-port"], &["/dev/no-such-port", "no such serial port"]);
    let file = folder.path().join("file");
    std::fs::write(&file, "text").unwrap();
    refused(&["host", "info", "--port", file.to_str().unwrap()], &["cannot be opened as a serial port"]);

    let running = start(PRESET);
    let path = running.path().to_str().unwrap();
    refused(
        &["host", "load", "--port", path, "--preset", "iris"],
        &["lanes 8", "needs 4", "build the bitstream from this manifest"],
    );
    let held = port(&running);
    refused(&["host", "info", "--port", path], &["busy", "close the program"]);
    drop(held);
    host("info", &running, &[], folder.path(), 0);

    let connect = |answer| Board::connect(Link::new(Box::new(Other(answer, 0)), 115_200)).map(|_| ());
    let silent = connect(None).unwrap_err();
    assert!(
        matches!(silent, HostError::Silent { .. }) && silent.to_string().contains("no other program"),
        "{silent}"
    );
    let other = connect(Some(0x1234_5678)).unwrap_err();
    assert!(matches!(other, HostError::NoCore { identity: 0x1234_5678, .. }), "{other}");
}

/// Inverted bits in replies from the board.
struct Noisy {
    random: rand_chacha::ChaCha8Rng,
    /// One in this many bytes is damaged.
    every: u32,
    armed: Arc<AtomicBool>,
}

impl Damage for Noisy {
    fn received(&mut self, bytes: &mut [u8]) {
        if self.armed.load(Relaxed) {
            for byte in bytes {
                if self.random.random_range(0..self.every) == 0 {
                    *byte ^= 1 << self.random.random_range(0..8);
                }
            }
        }
    }
}

#[test]
fn host_17_damaged_replies_are_read_again_and_blame_no_event() {
    let network = Network::new(PRESET);
    let running = start(PRESET);
    let mut board = connect(port(&running));
    network.learns(&mut board, 3);
    let weights = board.weights(128, |_| ()).unwrap();
    drop(board);
    for seed in 0..2 {
        let random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let armed = Arc::new(AtomicBool::new(true));
        let damage = Noisy { random, every: 200, armed: armed.clone() };
        let mut board = connect(Damaged { port: port(&running), damage });
        assert_eq!(board.weights(128, |_| ()).unwrap(), weights, "seed {seed}");
        // Check sums and counts of events come as damaged as weights.
        network.learns(&mut board, 1);
        armed.store(false, Relaxed);
        network.learns(&mut board, 3);
    }
}

//! A board over its serial port: a simulated one, the whole top module in Verilator behind a pseudo-terminal.

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use spindle::host::{Board, HostError, Link, Port, SIMULATED_BAUD, Wire, show, simulated, used_words};
use spindle::learn::{Mode, Presenter, training};
use spindle::manifest::{Manifest, Placement, place};
use spindle::task::Dataset;
use spindle_golden::Core;
use spindle_hdl::memory_map::{self as map, Event};
use spindle_hdl::{Configuration, Geometry};
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::board::Running;

const PRESET: &str = "digits";
const SEED: u64 = 1;

/// Starts the board of a preset; it is compiled once.
fn start(preset: &str) -> Running {
    static COMPILING: Mutex<()> = Mutex::new(());
    let _one = COMPILING.lock().unwrap_or_else(PoisonError::into_inner);
    let board = simulated(&Manifest::preset(preset).unwrap().description.geometry).unwrap();
    board.start(&Verilator::default()).unwrap()
}

fn port(running: &Running) -> Port {
    Port::open(running.path(), SIMULATED_BAUD as u32).unwrap()
}

fn connect(wire: impl Wire + 'static) -> Board {
    Board::connect(Link::new(Box::new(wire), SIMULATED_BAUD as u32)).unwrap()
}

fn spindle(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Runs `spindle host …` with the preset; must end with `status`. Gives standard output and error.
fn host(verb: &str, running: &Running, more: &[&str], folder: &Path, status: i32) -> (String, String) {
    let port = running.path().display().to_string();
    let mut arguments = vec!["--json", "host", verb, "--port", &port];
    if verb != "info" {
        arguments.extend(["--preset", PRESET, "--seed", "1", "--out", "out"]);
    }
    arguments.extend(more);
    let output = spindle(&arguments, folder);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{verb}: {out}{error}");
    (out, error)
}

fn object(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A network and its samples.
struct Network {
    manifest: Manifest,
    placement: Placement,
    data: Dataset,
}

impl Network {
    fn new(preset: &str) -> Self {
        let manifest = Manifest::preset(preset).unwrap();
        let placement = place(&manifest.description, SEED).unwrap();
        let data = manifest.data(None, SEED).unwrap();
        Self { manifest, placement, data }
    }

    fn geometry(&self) -> &Geometry {
        &self.manifest.description.geometry
    }

    fn configuration(&self) -> &Configuration {
        &self.placement.configuration
    }

    /// Events of the first `samples` samples of the first epoch.
    fn events(&self, samples: usize) -> Vec<Event> {
        let task = &self.manifest.description.task;
        let mut presenter = Presenter::new(task, &self.placement, &self.data, SEED, 0.0).unwrap();
        let order = self.data.split.order(SEED, 0);
        let mut events = Vec::new();
        for sample in &order[..samples] {
            events.extend_from_slice(presenter.events(*sample, training(0, *sample), Mode::Train));
        }
        events
    }

    /// Weights that the golden model ends with.
    fn golden(&self, events: &[Event]) -> Vec<i16> {
        let mut golden = Core::new(self.geometry(), self.configuration()).unwrap();
        for event in events {
            golden.event(*event, &mut ());
        }
        golden.settle(&mut ());
        golden.weights().to_vec()
    }

    /// Loads, sends the events and compares the weights with the golden model's.
    fn learns(&self, board: &mut Board, samples: usize) {
        board.load(self.geometry(), self.configuration(), |_| ()).unwrap();
        let events = self.events(samples);
        board.events(&events).unwrap();
        self.learned(board, &events);
    }

    fn learned(&self, board: &mut Board, events: &[Event]) {
        board.rest().unwrap();
        let found = board.weights(used_words(self.configuration()), |_| ()).unwrap();
        let golden = self.golden(events);
        assert!(found.len() > 100 && golden != self.configuration().weights, "nothing was learned");
        assert_eq!(found, golden[..found.len()]);
        println!("{} weights compared after {} events", found.len(), events.len());
    }
}

#[test]
fn digits_are_learned_over_the_serial_port_bit_for_bit() {
    const SAMPLES: usize = 24;
    let running = start(PRESET);
    let folder = tempfile::tempdir().unwrap();
    let samples = SAMPLES.to_string();
    let more = ["--samples", &samples, "--epochs", "1"];
    let (out, _) = host("train", &running, &more, folder.path(), 0);
    let report = object(&out);
    let epoch = &report["epochs"][0];
    assert_eq!(report["verdict"], "equal");
    assert!(epoch["compared"].as_u64() >= Some(640) && epoch["changed"].as_u64() > Some(100), "{out}");

    // The command compares with the golden model; so does this test, from the file that another command wrote.
    let network = Network::new(PRESET);
    host("read", &running, &[], folder.path(), 0);
    let text = std::fs::read_to_string(folder.path().join("out/board_weights.csv")).unwrap();
    let found: Vec<i16> =
        text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    let golden = network.golden(&network.events(SAMPLES));
    assert_eq!(found, golden[..found.len()]);
    assert_eq!(found.len() as u64, epoch["compared"].as_u64().unwrap());

    // A second epoch starts from a board that has learned: phases and random states are set anew.
    let more = ["--samples", &samples, "--epochs", "2", "--resume"];
    let report = object(&host("train", &running, &more, folder.path(), 0).0);
    assert_eq!((&report["verdict"], &report["epochs"][0]["epoch"]), (&"equal".into(), &2.into()));
    assert_eq!(object(&host("verify", &running, &[], folder.path(), 0).0)["verdict"], "equal");
    let shown = object(&host("stream", &running, &["--samples", "4"], folder.path(), 0).0);
    assert!(shown["spikes"].as_u64() > Some(10) && shown["difference"].is_null(), "{shown}");

    // One wrong weight must be found, and named.
    let mut link = Link::new(Box::new(port(&running)), SIMULATED_BAUD as u32);
    link.silence(1);
    let address = map::WEIGHT_BASE + 16 * 33 + 2;
    let weight = link.word(address).unwrap();
    link.write(address, &[weight ^ 1], spindle::host::Burst::Following).unwrap();
    assert_eq!(link.word(address).unwrap() & 0xFF, (weight ^ 1) & 0xFF);
    drop(link);
    let (out, error) = host("verify", &running, &[], folder.path(), 1);
    assert_eq!(object(&out)["difference"]["count"], 1);
    assert!(error.contains("word 33, lane 2"), "{error}");
}

#[test]
fn a_recurrent_network_with_hidden_neurons_learns_on_a_board() {
    let network = Network::new("yin-yang-hidden");
    let running = start("yin-yang-hidden");
    let mut board = connect(port(&running));
    network.learns(&mut board, 6);
    // Once more, from a board whose phases are not 0.
    network.learns(&mut board, 4);
}

#[test]
fn a_core_without_controllers_is_loaded_and_streamed() {
    let mut network = Network::new(PRESET);
    let geometry = &mut network.manifest.description.geometry;
    (geometry.learning, geometry.controllers, geometry.modulators) = (false, false, false);
    let running = simulated(geometry).unwrap().start(&Verilator::default()).unwrap();
    // Weights with which something fires.
    let used = used_words(network.configuration()) * network.geometry().lanes;
    network.placement.configuration.weights[..used].fill(40);
    let task = &network.manifest.description.task;
    let mut presenter = Presenter::new(task, &network.placement, &network.data, SEED, 0.0).unwrap();
    let samples = &network.data.split.test[..3];
    // The second time, the board has accepted events, and another process left some behind.
    for _ in 0..2 {
        let mut board = connect(port(&running));
        board.load(network.geometry(), network.configuration(), |_| ()).unwrap();
        let mut golden = Core::new(network.geometry(), network.configuration()).unwrap();
        let shown =
            show(&mut board, network.geometry(), &mut golden, &mut presenter, samples, || ()).unwrap();
        assert!(shown.spikes > 10 && shown.difference.is_none(), "{shown:?}");
        println!("{} spikes compared", shown.spikes);
        board.events(&[Event::Step; 20]).unwrap();
    }
    let error = connect(port(&running)).fits(Network::new(PRESET).geometry()).unwrap_err();
    assert!(error.to_string().contains("the board's core has learning 0"), "{error}");
}

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
    for round in 0..12u32 {
        let mut wire = port(&running);
        match round % 4 {
            // Bytes without meaning.
            0 => {
                let garbage: Vec<u8> = (0..200).map(|_| numbers.random::<u8>() | 0x08).collect();
                wire.write_all(&garbage).unwrap();
            }
            // A packet that ends early.
            1 => wire.write_all(&[3, 200, 0, 0xF0, 0, 0, 0, 0, 0]).unwrap(),
            // A length of none, and a write behind it that must not happen.
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

/// What a [`Bad`] wire does to one packet of events.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Breaks off within it, and says so, as a port does that is unplugged.
    Break,
    /// Swallows its last bytes and says nothing: what follows is taken for them.
    Swallow,
    /// Turns a bit of a word.
    Flip,
}

/// A port that damages its fifth packet of events once it is armed.
struct Bad {
    port: Port,
    fault: Fault,
    armed: Arc<AtomicBool>,
    packets: usize,
}

impl Read for Bad {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.port.read(buffer)
    }
}

impl Write for Bad {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let mut bytes = buffer.to_vec();
        // Writes of several words to the address of events.
        if self.armed.load(Relaxed) && buffer.starts_with(&[3]) && buffer.len() > 60 {
            self.packets += 1;
            if self.packets == 5 {
                match self.fault {
                    Fault::Flip => bytes[6 + 4 * 7 + 3] ^= 2,
                    Fault::Break | Fault::Swallow => bytes.truncate(buffer.len() - 23),
                }
                if let Fault::Break = self.fault {
                    self.port.write_all(&bytes)?;
                    return Err(ErrorKind::BrokenPipe.into());
                }
            }
        }
        self.port.write_all(&bytes)?;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.port.flush()
    }
}

impl Wire for Bad {
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

#[test]
fn words_that_arrive_damaged_are_found_and_unsent_ones_are_sent_again() {
    let network = Network::new(PRESET);
    let running = start(PRESET);
    let events = network.events(3);
    for fault in [Fault::Break, Fault::Swallow, Fault::Flip] {
        let armed = Arc::new(AtomicBool::new(false));
        let mut board = connect(Bad { port: port(&running), fault, armed: armed.clone(), packets: 0 });
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
            assert!(error.to_string().contains("arrived damaged"), "{error}");
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
    assert!(matches!(silent, HostError::Silent { .. }) && silent.to_string().contains("--baud"), "{silent}");
    let other = connect(Some(0x1234_5678)).unwrap_err();
    assert!(matches!(other, HostError::NoCore { identity: 0x1234_5678, .. }), "{other}");
}

/// A program of the Python environment that `tools/install-eda.sh` makes.
fn tool(name: &str) -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = variable("SPINDLE_TOOLS").unwrap_or_else(|| {
        let home = || variable("HOME").unwrap_or_default().join(".cache");
        variable("XDG_CACHE_HOME").unwrap_or_else(home).join("spindle/eda")
    });
    let program = folder.join("bin").join(name);
    assert!(program.exists(), "{} is needed: run tools/install-eda.sh", program.display());
    program
}

/// Generates everything for the preset, with all wrappers.
fn generated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["generate", "--preset", PRESET, "--out", "out", "--wrapper", "uart,wishbone,axi"];
    let output = spindle(&arguments, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

#[test]
fn an_unchanged_litex_client_reads_and_writes_it() {
    let folder = generated();
    let network = Network::new(PRESET);
    let mut configuration = network.configuration().clone();
    for (index, weight) in configuration.weights.iter_mut().enumerate() {
        *weight = (index as i16).wrapping_mul(37) as i8 as i16;
    }
    let running = start(PRESET);
    let mut board = connect(port(&running));
    board.load(network.geometry(), &configuration, |_| ()).unwrap();
    drop(board);
    let output = Command::new(tool("python"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/litex_client.py"))
        .arg(running.path())
        .arg(folder.path().join("out/csr.csv"))
        .arg(configuration.controller.error_gain.to_string())
        .args(configuration.weights[..network.geometry().lanes].iter().map(i16::to_string))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.trim(), "compared 16");
}

#[test]
fn fusesoc_accepts_and_lints_what_is_generated() {
    let folder = generated();
    let fusesoc = |target: &str| {
        Command::new(tool("fusesoc"))
            .args(["--cores-root", "out", "run", "--clean", "--target", target, "spindle"])
            .env("PYTHONNOUSERSITE", "1")
            .env("XDG_CONFIG_HOME", folder.path())
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let tops = ["lint", "lint_spindle_core", "lint_spindle_top", "lint_spindle_wishbone", "lint_spindle_axi"];
    for target in tops {
        let output = fusesoc(target);
        let text =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success() && text.contains("verilator"), "{target}: {text}");
    }
    // The lint is one: a name that is not declared.
    let file = folder.path().join("out/spindle_core.v");
    let broken = std::fs::read_to_string(&file).unwrap().replacen(
        "assign event_ready =",
        "assign event_ready = undeclared &",
        1,
    );
    assert!(broken.contains("undeclared"), "nothing was broken");
    std::fs::write(&file, broken).unwrap();
    assert!(!fusesoc("lint").status.success(), "a broken core passes the lint");
    println!("{} targets linted", tops.len());
}

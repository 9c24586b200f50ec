//! A process that is ended, with all that it started, when it takes too long or too much memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use spindle_sim::temporary;
use spindle_sim::tool::with_temporary;

/// Poll interval of the process.
const LOOK: Duration = Duration::from_millis(10);
/// Interval of memory measurements.
const COUNT: Duration = Duration::from_millis(100);
/// Bytes of its last words that are kept.
const TAIL: u64 = 4096;

/// Limits of a process.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time.
    pub time: Duration,
    /// Memory of the process and all that it started, MiB.
    pub memory_mib: u64,
}

/// End of a process.
#[derive(Debug)]
pub enum How {
    /// By itself.
    Exit(ExitStatus),
    /// It was ended after its time.
    Hung,
    /// It was ended with this much memory, MiB.
    Memory(u64),
}

/// A process that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The end of the process.
    pub how: How,
    /// Its standard output.
    pub stdout: String,
    /// The end of what it wrote to standard error.
    pub stderr: String,
    /// Seconds that it took.
    pub seconds: f64,
}

/// Runs `command` to its end, or until it passes its limits. Nothing that it started outlives it,
/// and nothing that it left among temporary files: it has a folder for them of its own. Its
/// standard input is a pipe that stays open as long as this process lives ([`end_with_parent`]).
///
/// # Errors
/// It cannot be started, or there is no room for its output.
pub fn supervise(command: &mut Command, limits: Limits) -> io::Result<Ended> {
    // Files, not pipes: what is left of a killed process cannot hold them open.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::piped()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let temporary = temporary::folder("case")?;
    with_temporary(command, temporary.path());
    group::lead(command);
    let start = Instant::now();
    let mut child = command.spawn()?;
    let how = watch(&mut child, limits, start);
    // Remaining processes of its group.
    group::kill(&mut child);
    let seconds = start.elapsed().as_secs_f64();
    child.wait()?;
    drop(temporary);
    Ok(Ended { how: how?, stdout: text(&mut stdout, u64::MAX)?, stderr: text(&mut stderr, TAIL)?, seconds })
}

fn watch(child: &mut Child, limits: Limits, start: Instant) -> io::Result<How> {
    let mut counted = start;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(How::Exit(status));
        }
        if start.elapsed() >= limits.time {
            return Ok(How::Hung);
        }
        if counted.elapsed() >= COUNT {
            counted = Instant::now();
            let taken = group::memory_mib(child.id());
            if taken > limits.memory_mib {
                return Ok(How::Memory(taken));
            }
        }
        std::thread::sleep(LOOK);
    }
}

/// The last `most` bytes of a file.
fn text(file: &mut File, most: u64) -> io::Result<String> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Ends this process, and all that it started, when the process that supervises it is gone: even
/// one that was killed has then closed the pipe that is this one's standard input.
pub fn end_with_parent() {
    if group::leads() {
        std::thread::spawn(|| {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            group::kill_own();
        });
    }
}

#[cfg(unix)]
mod group {
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};

    use rustix::process::{Pid, Signal, getpgrp, getpid, kill_current_process_group, kill_process_group};

    pub fn lead(command: &mut Command) {
        command.process_group(0);
    }

    pub fn leads() -> bool {
        getpgrp() == getpid()
    }

    pub fn kill(child: &mut Child) {
        // Fails only where nothing is left, which is what is wanted.
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }

    pub fn kill_own() {
        let _ = kill_current_process_group(Signal::KILL);
    }

    /// Resident memory of all processes of a group, as far as the system reports it: Linux does,
    /// elsewhere it is 0.
    pub fn memory_mib(group: u32) -> u64 {
        let Ok(processes) = std::fs::read_dir("/proc") else { return 0 };
        let taken = processes.flatten().filter_map(|process| resident_kib(&process.path(), group));
        taken.sum::<u64>() / 1024
    }

    fn resident_kib(process: &std::path::Path, group: u32) -> Option<u64> {
        let stat = std::fs::read_to_string(process.join("stat")).ok()?;
        // Behind the name, which may hold anything: state, parent, group.
        let (_, fields) = stat.rsplit_once(')')?;
        if fields.split_ascii_whitespace().nth(2)?.parse() != Ok(group) {
            return None;
        }
        let status = std::fs::read_to_string(process.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_ascii_whitespace().next()?.parse().ok()
    }
}

#[cfg(not(unix))]
mod group {
    use std::process::{Child, Command};

    pub fn lead(_: &mut Command) {}

    pub fn leads() -> bool {
        false
    }

    pub fn kill(child: &mut Child) {
        let _ = child.kill();
    }

    pub fn kill_own() {}

    pub fn memory_mib(_: u32) -> u64 {
        0
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn shell(script: &str, seconds: u64, memory_mib: u64) -> Ended {
        let limits = Limits { time: Duration::from_secs(seconds), memory_mib };
        supervise(Command::new("sh").args(["-c", script]), limits).unwrap()
    }

    #[test]
    fn what_a_process_says_and_how_it_ends_is_kept() {
        let ended = shell("echo out; echo err >&2; exit 3", 60, 1000);
        assert!(matches!(ended.how, How::Exit(status) if status.code() == Some(3)));
        assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("out\n", "err\n"));
    }

    #[test]
    fn a_process_that_hangs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let alive = folder.path().join("alive");
        let script = format!("(sleep 2; touch {}) & sleep 100", alive.display());
        assert!(matches!(shell(&script, 1, 1000).how, How::Hung));
        std::thread::sleep(Duration::from_millis(2500));
        assert!(!alive.exists(), "what it started went on");
    }

    #[test]
    fn what_a_process_leaves_among_temporary_files_is_removed() {
        for (end, seconds) in [("exit 3", 60), ("sleep 100", 1)] {
            let ended = shell(
                &format!("echo $TMPDIR; mkdir $TMPDIR/left; echo > $TMPDIR/left/file; {end}"),
                seconds,
                1000,
            );
            let folder = std::path::Path::new(ended.stdout.trim());
            assert!(folder.starts_with(std::env::temp_dir()) && folder != std::env::temp_dir());
            assert!(!folder.exists(), "{} is still there", folder.display());
        }
    }

    #[test]
    fn a_process_that_takes_too_much_memory_is_ended() {
        // What tail keeps of a stream without a line's end is all of it.
        let ended = shell("head -c 400000000 /dev/zero | tail -n 1 | sleep 100", 60, 100);
        assert!(matches!(ended.how, How::Memory(taken) if taken > 100));
    }
}

//! Programs of other people: found, run to their end, or streamed from while they run.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::BackendError;

/// Lines of a tool's own words that an error repeats.
const TAIL_LINES: usize = 40;
/// Bytes per read from a stream.
const CHUNK: usize = 1 << 18;
/// Chunks that may wait between a simulator and its reader; the pipe holds the simulator back
/// beyond that.
const CHUNKS: usize = 16;

/// A program and how to come by it.
#[derive(Clone, Debug)]
pub struct Tool {
    /// Name, looked up in `PATH`, or a path.
    pub program: PathBuf,
    /// Installation command or hint.
    pub remedy: &'static str,
}

impl Tool {
    /// A program called `name`.
    pub fn new(name: &str, remedy: &'static str) -> Self {
        Self { program: name.into(), remedy }
    }

    /// A command that runs the program.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::null());
        command
    }

    /// The error for a program that could not be started for `backend`.
    pub fn not_started(&self, backend: &str, source: std::io::Error) -> BackendError {
        if source.kind() == std::io::ErrorKind::NotFound {
            BackendError::MissingTool {
                tool: self.program.display().to_string(),
                backend: backend.to_owned(),
                remedy: self.remedy.to_owned(),
            }
        } else {
            BackendError::Io { path: self.program.display().to_string(), source }
        }
    }

    /// Runs a `command` of this tool to its end and returns its standard output.
    ///
    /// # Errors
    /// The program is not there, or it failed.
    pub fn run(&self, backend: &str, command: &mut Command) -> Result<String, BackendError> {
        let output = command.output().map_err(|source| self.not_started(backend, source))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        let mut tail = Tail::default();
        text.lines().chain(String::from_utf8_lossy(&output.stderr).lines()).for_each(|line| tail.push(line));
        Err(self.failed(output.status, &tail))
    }

    fn failed(&self, status: ExitStatus, tail: &Tail) -> BackendError {
        BackendError::ToolFailed {
            tool: self.program.display().to_string(),
            status: status.to_string(),
            output: tail.text(),
        }
    }
}

/// Variables that name the folder of temporary files.
const TEMPORARY: [&str; 3] = ["TMPDIR", "TMP", "TEMP"];

/// Runs a tool in `folder`, with its temporary files there too: remains of a killed tool are
/// removed with the folder, and the tool sees only plain names. Some tools pass paths to a shell
/// without quotes.
pub fn within<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    with_temporary(command.current_dir(folder), Path::new("."))
}

/// Lets a tool keep its temporary files in `folder`.
pub fn with_temporary<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command.envs(TEMPORARY.map(|name| (name, folder)))
}

/// The last lines that a tool wrote.
#[derive(Debug, Default)]
struct Tail(VecDeque<String>);

impl Tail {
    fn push(&mut self, line: &str) {
        if self.0.len() == TAIL_LINES {
            self.0.pop_front();
        }
        self.0.push_back(line.to_owned());
    }

    fn text(&self) -> String {
        self.0.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// Output of a running tool.
#[derive(Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Bytes of its standard output.
    Bytes(Vec<u8>),
    /// It has closed its standard output.
    End,
    /// No output within the caller's timeout.
    Silent,
}

/// A running tool whose standard output is streamed. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    tool: Tool,
    child: Child,
    chunks: Receiver<Vec<u8>>,
    words: Option<JoinHandle<()>>,
    tail: Arc<Mutex<Tail>>,
}

impl Process {
    /// Starts a `command` of `tool`.
    ///
    /// # Errors
    /// The program is not there or cannot be started.
    pub fn start(tool: &Tool, backend: &str, command: &mut Command) -> Result<Self, BackendError> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| tool.not_started(backend, source))?;
        let (sender, chunks) = sync_channel(CHUNKS);
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || forward(stdout, &sender));
        }
        let tail = Arc::new(Mutex::new(Tail::default()));
        let words = child.stderr.take().map(|stderr| {
            let tail = Arc::clone(&tail);
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    locked(&tail).push(&String::from_utf8_lossy(&line));
                }
            })
        });
        Ok(Self { tool: tool.clone(), child, chunks, words, tail })
    }

    /// The next bytes, with the timeout `silence`.
    pub fn read(&mut self, silence: Duration) -> Chunk {
        match self.chunks.recv_timeout(silence) {
            Ok(bytes) => Chunk::Bytes(bytes),
            Err(RecvTimeoutError::Disconnected) => Chunk::End,
            Err(RecvTimeoutError::Timeout) => Chunk::Silent,
        }
    }

    /// Its standard input, where the command had it piped and it was not asked for before.
    pub fn input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Keeps a line of standard output outside of the protocol, to be repeated in errors.
    pub fn remark(&self, line: &str) {
        locked(&self.tail).push(line);
    }

    /// The tool's last lines so far.
    pub fn words(&self) -> String {
        locked(&self.tail).text()
    }

    /// Waits for the end of a tool that has closed its output.
    ///
    /// # Errors
    /// It failed.
    pub fn finish(mut self) -> Result<(), BackendError> {
        let status = self.wait()?;
        if status.success() { Ok(()) } else { Err(self.tool.failed(status, &locked(&self.tail))) }
    }

    /// The error for a tool that closed its output before it had given everything.
    pub fn died(mut self) -> BackendError {
        match self.wait() {
            Ok(status) => BackendError::ToolFailed {
                tool: self.tool.program.display().to_string(),
                status: format!("{status}, before the run was over"),
                output: self.words(),
            },
            Err(error) => error,
        }
    }

    fn wait(&mut self) -> Result<ExitStatus, BackendError> {
        let path = || self.tool.program.display().to_string();
        let status = self.child.wait().map_err(|source| BackendError::Io { path: path(), source })?;
        if let Some(words) = self.words.take() {
            // A reader of lines cannot panic; if it did, its lines are simply missing.
            let _ = words.join();
        }
        Ok(status)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when the process has already ended, which is the goal.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn locked(tail: &Mutex<Tail>) -> std::sync::MutexGuard<'_, Tail> {
    tail.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends the bytes of `stdout` until its end or until the receiver is gone.
fn forward(mut stdout: ChildStdout, sender: &SyncSender<Vec<u8>>) {
    let mut buffer = vec![0; CHUNK];
    loop {
        match stdout.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

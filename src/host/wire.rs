//! A serial port as a stream of bytes.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serial2::SerialPort;

use super::HostError;

/// Timeout of a write.
const WRITING: Duration = Duration::from_secs(30);

/// Byte stream to and from a board.
pub trait Wire: Read + Write + Send {
    /// Sets the timeout of a read for its first byte.
    ///
    /// # Errors
    /// The port does not take it.
    fn patience(&mut self, time: Duration) -> io::Result<()>;
    /// Discards unread bytes.
    ///
    /// # Errors
    /// The port is gone.
    fn discard(&mut self) -> io::Result<()>;
    /// Opens it again, after it was gone.
    ///
    /// # Errors
    /// It is still not there.
    fn reopen(&mut self) -> Result<(), HostError>;
    /// Name, for errors.
    fn name(&self) -> String;
}

/// A serial port that this process alone uses.
pub struct Port {
    path: PathBuf,
    baud: u32,
    open: Option<Open>,
}

struct Open {
    port: SerialPort,
    // Whoever holds the lock has the port.
    _lock: Option<File>,
}

impl Port {
    /// Opens a port, 8 data bits, no parity, one stop bit.
    ///
    /// # Errors
    /// It is absent, busy, or may not be opened.
    pub fn open(path: &Path, baud: u32) -> Result<Self, HostError> {
        Ok(Self { path: path.to_owned(), baud, open: Some(open(path, baud)?) })
    }

    fn port(&mut self) -> io::Result<&mut SerialPort> {
        self.open.as_mut().map(|open| &mut open.port).ok_or_else(|| ErrorKind::NotConnected.into())
    }
}

fn open(path: &Path, baud: u32) -> Result<Open, HostError> {
    let failed = |source: io::Error| {
        let port = path.display().to_string();
        match source.kind() {
            ErrorKind::NotFound => HostError::Absent { port, present: present() },
            ErrorKind::ResourceBusy | ErrorKind::WouldBlock => HostError::Busy { port },
            _ => HostError::Port { port, source },
        }
    };
    let mut port = SerialPort::open(path, baud).map_err(failed)?;
    let lock = lock(&port).map_err(failed)?;
    if !pseudo(path) {
        exclude(&port).map_err(failed)?;
    }
    port.set_write_timeout(WRITING).map_err(failed)?;
    port.discard_input_buffer().map_err(failed)?;
    Ok(Open { port, _lock: lock })
}

#[cfg(unix)]
fn lock(port: &SerialPort) -> io::Result<Option<File>> {
    use std::os::fd::AsFd;
    let file = File::from(port.as_fd().try_clone_to_owned()?);
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => ErrorKind::ResourceBusy.into(),
        std::fs::TryLockError::Error(error) => error,
    })?;
    Ok(Some(file))
}

/// Keeps programs away that do not request the lock, until the port is closed; the system spares
/// its administrator.
#[cfg(unix)]
fn exclude(port: &SerialPort) -> io::Result<()> {
    Ok(rustix::termios::ioctl_tiocexcl(port)?)
}

/// True if `path` is a pseudo-terminal of Linux, as a simulated board has. It would stay exclusive
/// as long as its other end is open, so that it could not be reopened after this process was
/// killed.
fn pseudo(path: &Path) -> bool {
    path.canonicalize().is_ok_and(|path| path.starts_with("/dev/pts"))
}

/// Elsewhere the system itself keeps others away.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on other systems")]
fn lock(_: &SerialPort) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on other systems")]
fn exclude(_: &SerialPort) -> io::Result<()> {
    Ok(())
}

/// The ports that the system lists, for an error.
fn present() -> String {
    match SerialPort::available_ports() {
        Ok(ports) if !ports.is_empty() => {
            let names: Vec<_> = ports.iter().map(|port| port.display().to_string()).collect();
            format!("there are {}", names.join(", "))
        }
        _ => "there are none; plug the board in".into(),
    }
}

impl Read for Port {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Read::read(self.port()?, buffer)
    }
}

impl Write for Port {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        Write::write(self.port()?, buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(self.port()?)
    }
}

impl Wire for Port {
    fn patience(&mut self, time: Duration) -> io::Result<()> {
        self.port()?.set_read_timeout(time)
    }

    fn discard(&mut self) -> io::Result<()> {
        self.port()?.discard_input_buffer()
    }

    fn reopen(&mut self) -> Result<(), HostError> {
        self.open = None;
        self.open = Some(open(&self.path, self.baud)?);
        Ok(())
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::fd::OwnedFd;
    use std::process::Command;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    use super::*;

    /// A terminal: one end, which keeps it alive, and the path of the other.
    fn terminal() -> (OwnedFd, PathBuf) {
        let end = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&end).unwrap();
        unlockpt(&end).unwrap();
        let path = ptsname(&end, Vec::new()).unwrap().into_string().unwrap();
        (end, path.into())
    }

    /// Message of a program that opens the terminal without a lock and without the administrator's
    /// privilege.
    fn another_program(path: &Path) -> String {
        let mut command = Command::new("setpriv");
        if rustix::process::geteuid().is_root() {
            command.args(["--bounding-set", "-sys_admin"]);
        }
        let output = command.args(["sh", "-c", ": <> \"$1\"", "sh"]).arg(path).env("LC_ALL", "C").output();
        let output = output.unwrap();
        assert_eq!(output.status.success(), output.stderr.is_empty());
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    #[test]
    fn an_excluded_program_finds_the_port_busy() {
        let (_end, path) = terminal();
        assert_eq!(another_program(&path), "");
        let port = SerialPort::open(&path, 115_200).unwrap();
        exclude(&port).unwrap();
        let said = another_program(&path);
        assert!(said.contains("Device or resource busy"), "{said}");
    }

    #[test]
    fn a_pseudo_terminal_can_be_opened_again_after_a_process_that_was_killed() {
        let (_end, path) = terminal();
        let link = tempfile::tempdir().unwrap();
        let link = link.path().join("board");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(pseudo(&link) && !pseudo(Path::new("/dev/null")));
        let port = Port::open(&link, 115_200).unwrap();
        // The lock alone keeps others away that ask for it.
        assert!(matches!(Port::open(&path, 115_200), Err(HostError::Busy { .. })));
        assert_eq!(another_program(&path), "");
        drop(port);
        assert_eq!(another_program(&path), "");
    }
}

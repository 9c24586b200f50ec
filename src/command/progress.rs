//! Progress of long commands on standard error: a bar on a terminal, elsewhere a line every few
//! seconds.

use std::io::{self, IsTerminal, Write};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::printable::printable;

/// Time between two lines.
const PERIOD: Duration = Duration::from_secs(4);

/// Progress of `what`, to `length`.
pub(super) fn progress(length: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length).with_prefix(what);
    if !io::stderr().is_terminal() {
        lines(&bar, PERIOD, |line| {
            // Without a reader of standard error there is nothing left to report to.
            let _ = writeln!(io::stderr(), "{}", printable(&line));
        });
        return bar;
    }
    match ProgressStyle::with_template("{prefix:>10} {wide_bar} {percent:>3} %  {eta:>4}  {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Gives `write` a line each `period`, until the bar is finished or gone.
fn lines(bar: &ProgressBar, period: Duration, write: impl Fn(String) + Send + 'static) {
    let bar = bar.downgrade();
    thread::spawn(move || {
        loop {
            thread::sleep(period);
            match bar.upgrade() {
                Some(bar) if !bar.is_finished() => write(line(&bar)),
                _ => return,
            }
        }
    });
}

fn line(bar: &ProgressBar) -> String {
    let share = match bar.length() {
        Some(length) if length > 0 => format!("{} %", 100 * bar.position() / length),
        _ => format!("{} done", bar.position()),
    };
    [bar.prefix(), bar.message(), share]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn lines_come_until_the_bar_is_finished() {
        let bar = ProgressBar::hidden().with_prefix("training");
        bar.set_length(8);
        bar.set_position(2);
        bar.set_message("epoch 1 of 2");
        let (sender, receiver) = channel();
        lines(&bar, Duration::from_millis(5), move |line| {
            let _ = sender.send(line);
        });
        for _ in 0..2 {
            assert_eq!(receiver.recv().unwrap(), "training, epoch 1 of 2, 25 %");
        }
        bar.finish_and_clear();
        // The thread ends and takes the sender with it.
        for _ in receiver {}
    }

    #[test]
    fn a_length_that_is_not_known_is_no_share() {
        let bar = ProgressBar::hidden().with_prefix("reproduce");
        bar.set_length(0);
        bar.set_position(3);
        assert_eq!(line(&bar), "reproduce, 3 done");
    }
}

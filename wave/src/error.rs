//! Why waveforms could not be compared.

/// Why a waveform could not be read or compared. Each message says what, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be opened or read.
    #[error("{path}: {source}; check the path and its permissions")]
    Io {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error(
        "{path}: cannot be written: {source}; check the folder and its permissions, free space, or write elsewhere"
    )]
    Write {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// A VCD is damaged or not whole.
    #[error("{path}:{line} (byte {byte}): {what}; {remedy}")]
    Malformed {
        /// The file.
        path: String,
        /// Line, counted from 1.
        line: u64,
        /// Offset of the offending token from the start of the file.
        byte: u64,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// An FST or a GHW is damaged, not whole, or written in a way that cannot be read.
    #[error("{path}: {what}; {remedy}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The files are sound, but the question asked of them has no answer.
    #[error("{what}; {remedy}")]
    Request {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
}

impl Error {
    pub(crate) fn damaged(path: &str, what: impl AsRef<str>) -> Self {
        Self::Damaged { path: path.into(), what: printable(what.as_ref()), remedy: "write the dump again" }
    }

    pub(crate) fn request(what: impl AsRef<str>, remedy: impl Into<String>) -> Self {
        Self::Request { what: printable(what.as_ref()), remedy: remedy.into() }
    }
}

/// Text without characters that a terminal would act on or hide: names come from files. The rest stays as it is.
pub(crate) fn printable(text: &str) -> String {
    let is_active = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_active(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_a_terminal_acts_on_is_escaped() {
        assert_eq!(printable("über.q[0] \\u0/a"), "über.q[0] \\u0/a");
        assert_eq!(printable("\u{1b}[2Jq\r\n\u{9b}1m\u{7f}"), "\\u{1b}[2Jq\\r\\n\\u{9b}1m\\u{7f}");
        assert_eq!(printable("a\u{202e}b"), "a\\u{202e}b");
    }
}

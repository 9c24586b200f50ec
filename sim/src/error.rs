//! Errors of simulators.

/// Why a simulator could not run.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// A tool is not installed.
    #[error("{tool} is needed for the {backend} backend and was not found; install it: {remedy}")]
    MissingTool {
        /// Program name.
        tool: String,
        /// Backend that needs it.
        backend: String,
        /// Installation command or hint.
        remedy: String,
    },
    /// A tool ran and failed.
    #[error("{tool} failed ({status}):\n{output}")]
    ToolFailed {
        /// Program name.
        tool: String,
        /// Exit status.
        status: String,
        /// Its own last lines.
        output: String,
    },
    /// A synthesis tool is missing or too old.
    #[error(transparent)]
    Eda(#[from] crate::eda::EdaError),
    /// A folder of the cache that others could have filled.
    #[error(transparent)]
    Foreign(#[from] crate::folders::Foreign),
    /// The simulator's answer could not be understood, or the design did not behave as a core must.
    #[error("{backend}: {what}")]
    Protocol {
        /// Backend name.
        backend: String,
        /// The problem.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
}

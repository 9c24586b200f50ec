//! Outputs of a compiled model beside its records.

/// Output of a compiled model besides records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing; the fastest.
    Nothing,
    /// A waveform of the ports.
    Ports,
    /// A waveform of every signal.
    Nets,
    /// Counts of executed lines and toggled bits.
    Coverage,
    /// Nothing, not even records: the cost of the model alone.
    Unobserved,
}

//! Options for reading files.

use clap::Args;

use crate::ReadOptions;

/// Arguments of all commands that read a dump.
#[derive(Args, Clone, Copy, Debug)]
pub struct Reading {
    /// Refuses deviations from the format, even if they have only one interpretation.
    #[arg(long)]
    pub strict: bool,
    /// The most GiB that a compressed file may hold.
    #[arg(long, value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..1 << 20))]
    pub max_unpacked: u64,
}

impl Reading {
    /// The options, with or without the strengths of ports.
    pub(super) fn options(self, strength: bool) -> ReadOptions {
        ReadOptions { strict: self.strict, strength, max_unpacked: self.max_unpacked << 30 }
    }
}

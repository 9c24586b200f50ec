//! A golden trace in two hashes: with its cycles, and without.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use spindle_golden::{Golden, ModelError};
use spindle_learning::files::hex;
use spindle_spec::layout::Layout;
use spindle_spec::stimulus::Stimulus;

use crate::verify::Case;

/// Hashes of a golden trace, SHA-256 in hexadecimal; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Hash of all records with their cycles, and of the answers to final reads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trace: String,
    /// Hash of the entries of each retire port and of the answers to final reads, without cycles.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub values: String,
}

/// A retire port: its strobe and its fields.
struct Port {
    strobe: usize,
    fields: Vec<usize>,
    hash: Sha256,
}

impl Digests {
    /// Those of `case` under `stimulus`.
    ///
    /// # Errors
    /// A network that does not fit.
    pub(super) fn of(case: &Case, stimulus: &Stimulus) -> Result<Self, ModelError> {
        let mut golden = Golden::new(&case.geometry, &case.configuration, stimulus)?;
        let layout = golden.layout().clone();
        let mut ports = ports(&layout);
        let mut trace = Sha256::new();
        for signal in layout.signals() {
            trace.update(format!("{} {}\n", signal.name, signal.bits));
        }
        while let Some((cycle, record)) = golden.next_record() {
            trace.update(cycle.to_le_bytes());
            trace.update(record);
            for port in ports.iter_mut().filter(|port| layout.get(record, port.strobe) != 0) {
                for field in &port.fields {
                    port.hash.update(layout.get(record, *field).to_le_bytes());
                }
            }
        }
        let mut values = Sha256::new();
        for port in ports {
            values.update(port.hash.finalize());
        }
        for answer in golden.reads() {
            trace.update(answer.after.to_le_bytes());
            trace.update(answer.data.to_le_bytes());
            values.update(answer.data.to_le_bytes());
        }
        Ok(Self { trace: hex(&trace.finalize()), values: hex(&values.finalize()) })
    }
}

/// The retire ports of a layout: a strobe's fields share what its name begins with.
fn ports(layout: &Layout) -> Vec<Port> {
    let signals = layout.signals();
    let strobes = (0..signals.len()).filter(|index| signals[*index].strobe);
    strobes
        .map(|strobe| {
            let prefix = signals[strobe].name.split_once('_').map_or("", |(port, _)| port);
            let of_port =
                |index: &usize| signals[*index].name.split_once('_').is_some_and(|(port, _)| port == prefix);
            Port { strobe, fields: (0..signals.len()).filter(of_port).collect(), hash: Sha256::new() }
        })
        .collect()
}

//! Reading dumps: a format a file, all of them giving one time stamp after another to the same
//! state.
//!
//! The reader of VCD is the project's own, not the crate `vcd`: that crate decodes into a
//! heap-allocated vector per change, byte by byte (`benches/compare.rs` runs both side by side),
//! and comparing is core business here.

pub(crate) mod codes;
pub(crate) mod feed;
pub(crate) mod fst;
pub(crate) mod fst_check;
pub(crate) mod fst_killed;
pub(crate) mod ghw;
pub(crate) mod ghw_check;
pub(crate) mod header;
pub(crate) mod ports;
pub(crate) mod quick;
pub(crate) mod reader;
pub(crate) mod scan;
pub(crate) mod seek;
pub(crate) mod signal;
pub(crate) mod source;
pub(crate) mod state;
pub(crate) mod unique;
pub(crate) mod value;
pub(crate) mod vcd;
pub(crate) mod vcd_header;
pub(crate) mod warn;

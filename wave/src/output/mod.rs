//! Output of a comparison: text, windows of values, HTML report, one dump of both files, files for
//! viewers.

#[cfg(feature = "cli")]
pub(crate) mod claim;
pub(crate) mod merged;
pub(crate) mod out;
pub(crate) mod page;
pub(crate) mod record;
pub(crate) mod show;
pub(crate) mod spans;
pub(crate) mod viewer;
pub(crate) mod whole;
pub(crate) mod window;

//! Search for better numbers in a manifest, on the validation samples only.

mod importance;
mod search;
mod space;
mod study;

pub use importance::importance;
pub use search::{Reached, SearchError, accuracy, hopeless, suggest};
pub use space::{Parameter, Scale, space};
pub use study::{Claim, Study, StudyError, Subject, Trial};

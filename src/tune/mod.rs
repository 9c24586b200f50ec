//! Search for better numbers in a manifest, on the validation samples only.

mod importance;
mod search;
mod space;
mod study;
mod trial;

pub use importance::importance;
pub use search::{SearchError, accuracy, hopeless, suggest};
pub use space::{Parameter, Scale, space};
pub use study::{Claim, Study, StudyError, Subject};
pub use trial::{Reached, Trial};

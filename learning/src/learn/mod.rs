//! Learning in the golden model, online: one sample after another, by feedback control.

mod checkpoint;
mod epoch;
mod logistic;
mod mirror;
mod present;
mod session;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use epoch::Epoch;
pub use logistic::logistic_regression;
pub use present::{Answer, Mode, Outputs, Presenter};
pub use session::{LearnError, Session, training};

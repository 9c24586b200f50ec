//! Regression of hardware against golden model: a matrix of cases, each in a process of its own,
//! compared with baselines.
//!
//! A manifest ([`Plan`]) becomes a list of cases ([`Spec`]); a case is compared in a child process
//! ([`measure`]) that is ended when it takes too long or too much memory ([`supervise`]); what it
//! gives is judged against a baseline ([`Baselines`]) and kept in a folder ([`Store`]), from which
//! shards are merged and reports are made.

mod adapt;
mod baseline;
mod build;
mod cells;
mod checks;
mod digest;
mod junit;
mod matrix;
mod measure;
mod merge;
mod outcome;
mod page;
mod plan;
mod run;
mod shrink;
mod store;
mod supervise;
mod tolerance;

pub use baseline::{Baselines, changes};
pub use digest::Digests;
pub use junit::junit;
pub use matrix::{Check, Excluded, Source, Spec};
pub use measure::{Injected, Saved, measure};
pub use merge::{MergeError, merge};
pub use outcome::{Answer, CaseResult, Measured, Shrunk, Status, Summary};
pub use page::page;
pub use plan::{PLANS, Plan, PlanError};
pub use run::{RunInputs, Shard};
pub use shrink::{Attempt, shrink};
pub use store::{AGAIN, FAILED, Store, StoreError};
pub use supervise::{Ended, How, Limits, end_with_parent, supervise};
pub use tolerance::Tolerance;

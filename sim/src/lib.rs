//! Simulators of a core behind one trait, [`Backend`], and lockstep with a prediction, [`compare`].
//!
//! A prediction is anything that implements [`Predict`](spindle_spec::Predict), such as the golden
//! model; this crate knows no learning rule.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use spindle_sim::{Design, by_name};
//! use spindle_spec::memory_map::Event;
//! use spindle_spec::stimulus::Timed;
//! use spindle_spec::{Geometry, Stimulus};
//!
//! // A step of a core without a network, in the embedded simulator, which needs no installation.
//! let geometry = Geometry { lanes: 1, neurons: 4, weight_words: 16, ..Geometry::default() };
//! let verilog = spindle_hdl::generate::verilog(&geometry);
//! let design = Design { geometry, verilog, images: Vec::new() };
//! let events = vec![Timed { gap: 0, word: Event::Step.encode() }];
//! let stimulus = Stimulus { events, cycles: 100, spike_ready: true, ..Stimulus::default() };
//!
//! let mut records = 0;
//! let simulator = by_name("rust-hdl").expect("it is built in");
//! let outcome = simulator.run(&design, &stimulus, None, &mut |_cycle, _values| {
//!     records += 1;
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(outcome.cycles, 100);
//! assert!(records > 0);
//! # Ok::<(), spindle_sim::BackendError>(())
//! ```

pub mod activity;
pub mod backend;
pub mod board;
pub mod coverage;
pub mod design;
pub mod eda;
pub mod error;
pub mod fault;
pub mod folders;
pub mod formal;
pub mod lockstep;
pub mod mutation;
pub mod proofs;
pub mod remark;
pub mod temporary;
pub mod testbench;
pub mod tool;
pub mod window;

pub use backend::{Backend, by_name};
pub use design::Design;
pub use error::BackendError;
pub use lockstep::{Comparison, compare};

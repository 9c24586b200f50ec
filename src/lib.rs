//! Spindle: neuromorphic cores that learn on the chip, from one description to verified Verilog.
//!
//! This crate is the command line and what only it needs: verification, regression, boards, hosts.
//! Networks and training are in `spindle_learning`, the model in `spindle_golden`, the hardware in
//! `spindle_hdl`, simulators in `spindle_sim`, waveforms in `spindle_wave`.
//!
//! ```
//! use spindle::verify::random;
//! use spindle_spec::Geometry;
//!
//! // A random network on a core of your own geometry, in the embedded simulator.
//! let geometry = Geometry { lanes: 1, neurons: 4, weight_words: 64, ..Geometry::default() };
//! let case = random::network(1, &geometry, 5);
//! let (design, stimulus) = (case.design(), case.stimulus()?);
//! let simulator = spindle_sim::by_name("rust-hdl").expect("it is built in");
//! let result = case.compare(&stimulus, &*simulator, &design, &stimulus, None)?;
//! assert!(result.equal() && result.rung.events > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod board;
pub mod claim;
pub mod command;
pub mod energy;
pub mod generate;
pub mod host;
pub mod regress;
pub mod tune;
pub mod verify;

//! Reference for the tests of the bridge.

pub mod reader;

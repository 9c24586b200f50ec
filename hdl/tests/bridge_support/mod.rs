//! What the tests of the bridge are held against.

pub mod reader;

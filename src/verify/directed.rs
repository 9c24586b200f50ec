//! Directed cases: one per corner of the specification.

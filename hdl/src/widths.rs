//! The stated set of widths (`GEO-3`): Rust-HDL fixes bit widths when it is compiled.

/// Calls `$function` with `W`, `M` and `T` of the geometry: the stated set of widths (`GEO-3`).
macro_rules! with_widths {
    ($geometry:expr, $function:ident, $($argument:expr),*) => {
        match ($geometry.weight_bits, $geometry.membrane_bits) {
            (4, 12) => $function::<4, 12, 11>($($argument),*),
            (4, 16) => $function::<4, 16, 15>($($argument),*),
            (4, 24) => $function::<4, 24, 23>($($argument),*),
            (8, 12) => $function::<8, 12, 11>($($argument),*),
            (8, 16) => $function::<8, 16, 15>($($argument),*),
            (8, 24) => $function::<8, 24, 23>($($argument),*),
            (16, 12) => $function::<16, 12, 11>($($argument),*),
            (16, 16) => $function::<16, 16, 15>($($argument),*),
            (16, 24) => $function::<16, 24, 23>($($argument),*),
            (w, m) => panic!("no core of {w}-bit weights and {m}-bit membranes: validate the geometry first"),
        }
    };
}
pub(crate) use with_widths;

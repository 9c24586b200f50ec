//! scratch
use spindle_hdl::Geometry;
#[test]
fn scratch() {
    let g = Geometry {
        lanes: 8,
        neurons: 16,
        weight_words: 128,
        projections: 4,
        event_depth: 64,
        spike_depth: 64,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 3,
        predictive_sources: 0,
    };
    std::fs::write("/work/eda/host/top.v", spindle_hdl::host::generate_top(&g, 12_000_000, 115_200).unwrap())
        .unwrap();
}

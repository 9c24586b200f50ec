use spindle_hdl::{embedded::*, geometry::Geometry, memory_map::Event};
fn main() {
    let g = Geometry {
        lanes: 4,
        neurons: 16,
        weight_words: 256,
        projections: 4,
        event_depth: 16,
        spike_depth: 16,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 4,
    };
    std::fs::write("/tmp/raw.v", raw_verilog(&g)).unwrap();
    let mut c = embedded(&g, &[]);
    let t = std::time::Instant::now();
    let n = 20000;
    for k in 0..n {
        let i = Inputs {
            event_valid: true,
            event_data: Event::Step.encode(),
            spike_ready: true,
            ..Default::default()
        };
        c.drive(&i).unwrap();
        if k < 4 {
            let mut v = vec![];
            c.observe(&mut |x| v.push(x));
            println!("{k} {v:?}");
        }
        c.rise().unwrap();
    }
    println!("{} clocks/s", n as f64 / t.elapsed().as_secs_f64());
}

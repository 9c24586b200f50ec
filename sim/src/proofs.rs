//! Properties proven of the generated Verilog: one per file in `sim/proofs/`, wrapped around a
//! generated module or inserted into it, each with broken Verilog that its proof must reject.

use std::time::Duration;

use serde::Serialize;
use spindle_spec::configuration::Neuron;
use spindle_spec::{Configuration, Geometry};

use crate::backend::BackendError;
use crate::formal::{Outcome, Problem, Prover, Ties, Verdict, miter};

/// Longest search for one invariant.
const LIMIT: Duration = Duration::from_secs(120);
/// Name of the core's module.
const CORE: &str = spindle_spec::signals::TOP;
/// Parts left free where a property is put into the core: streamer, scheduler, host registers,
/// the weights' changes.
const FREE: &str = "cutpoint spindle_core/streamer spindle_core/registers spindle_core/scheduler spindle_lane/plasticity_0\n";
/// The same of a core with a predictive unit, which is free as well.
const FREE_WITH_PREDICTIVE: &str = "cutpoint spindle_core/streamer spindle_core/registers spindle_core/scheduler \
    spindle_lane/plasticity_0 spindle_core/predictive_0 spindle_core/predictive_lane_0\n";

/// Connection of a property with the Verilog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attachment {
    /// A module `proof` that contains generated modules.
    Around,
    /// Lines of this generated module, whose inputs are free.
    Inside(&'static str),
    /// The core against one that is generated without its retire ports (`GEO-9`).
    Retire,
}

/// One replacement in a generated module.
#[derive(Clone, Copy, Debug)]
struct Break {
    /// Start of the module's name.
    module: &'static str,
    from: &'static str,
    to: &'static str,
}

/// A property. `<M>`, `<W>`, `<F>` and `<D>` in its text are membrane and weight bits, scale and
/// event depth.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its file's name.
    pub name: &'static str,
    /// Its statement, for a table.
    pub statement: &'static str,
    text: &'static str,
    attachment: Attachment,
    cut: &'static str,
    shapes: &'static [Shape],
    broken: Break,
}

/// Varied part of the geometry.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Weight bits, membrane bits, scale.
    Widths(usize, usize, usize),
    /// Depth of the event queue.
    Depth(usize),
    /// Lanes, and retire ports left out or not; everything small.
    Lanes(usize),
    /// With a predictive unit.
    Predictive,
}

/// A verdict with its subject.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// The property.
    pub property: &'static str,
    /// The geometry, in short.
    pub shape: String,
    /// Unbounded: for every sequence of inputs of any length.
    pub kind: &'static str,
    /// The verdict and its cost.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Shape {
    /// A core as small as the property allows.
    fn geometry(self) -> Geometry {
        let small = Geometry {
            lanes: 1,
            neurons: 2,
            weight_words: 4,
            projections: 2,
            event_depth: 4,
            spike_depth: 3,
            weight_bits: 4,
            membrane_bits: 12,
            weight_scale: 2,
            ..Geometry::default()
        };
        match self {
            Self::Widths(weight_bits, membrane_bits, weight_scale) => {
                Geometry { weight_bits, membrane_bits, weight_scale, ..small }
            }
            Self::Depth(event_depth) => Geometry { event_depth, ..small },
            Self::Lanes(lanes) => Geometry { lanes, neurons: 2 * lanes, ..small },
            Self::Predictive => {
                Geometry { weight_bits: 16, membrane_bits: 24, predictive_sources: 2, ..small }
            }
        }
    }

    fn name(self) -> String {
        match self {
            Self::Widths(w, m, f) => format!("W = {w}, M = {m}, F = {f}"),
            Self::Depth(depth) => format!("depth {depth}"),
            Self::Lanes(lanes) => format!("L = {lanes}, 2 neuron words, 4 weight words"),
            Self::Predictive => "W = 16, M = 24".into(),
        }
    }
}

const WIDTHS: &[Shape] = &[Shape::Widths(4, 12, 2), Shape::Widths(8, 16, 4), Shape::Widths(16, 24, 8)];
/// Powers of two and others, which wrap in different ways.
const DEPTHS: &[Shape] =
    &[Shape::Depth(2), Shape::Depth(3), Shape::Depth(4), Shape::Depth(5), Shape::Depth(8)];
const CONTROL_WIDTH: &[Shape] = &[Shape::Widths(4, 12, 2)];

macro_rules! property {
    ($name:literal, $statement:literal, $attachment:expr, $cut:expr, $shapes:expr, $module:literal, $from:literal => $to:literal) => {
        Property {
            name: $name,
            statement: $statement,
            text: include_str!(concat!("../proofs/", $name, ".sv")),
            attachment: $attachment,
            cut: $cut,
            shapes: $shapes,
            broken: Break { module: $module, from: $from, to: $to },
        }
    };
}

/// All properties.
pub const PROPERTIES: &[Property] = &[
    property!(
        "fifo",
        "the event queue neither loses, duplicates nor reorders words; a single word is the head after two cycles (CLK-1)",
        Attachment::Around, "", DEPTHS,
        "spindle_fifo_", "head_full | take" => "head_full & take"
    ),
    property!(
        "spike_queue",
        "each lane of each entry is given once, by word, then by lane (CLK-1, CLK-2)",
        Attachment::Around, "", &[Shape::Lanes(2)],
        "spindle_expander", "take & first_last" => "take"
    ),
    property!(
        "injection",
        "v2 = sat_M(v1 + f) (UPD-2)",
        Attachment::Around, "", WIDTHS,
        "spindle_saturating_add_", "~(|exact" => "(|exact"
    ),
    property!(
        "membrane_sum",
        "v + sigma u(w) 2^F, saturated (SYN-6, SYN-8, NUM-3)",
        Attachment::Around, "", WIDTHS,
        "spindle_saturating_accumulate_", ", carry}" => ", 1'b0}"
    ),
    property!(
        "decay",
        "decay(x, k), which never overflows (NUM-9)",
        Attachment::Around, "", WIDTHS,
        "spindle_rounding_shift_", ">>>" => ">>"
    ),
    property!(
        "stochastic_rounding",
        "sat_W(w + ((f + (x mod 2^eta)) >> eta)) (SYN-4, SYN-5)",
        Attachment::Around, "", WIDTHS,
        "spindle_stochastic_mask", "random & mask" => "random | mask"
    ),
    property!(
        "firing",
        "fires iff v > theta, and leaves v - theta (UPD-3, UPD-4)",
        Attachment::Around, "", WIDTHS,
        "spindle_fire_", "{2'b00, threshold} -" => "{2'b00, threshold} - 1'b1 -"
    ),
    property!(
        "gain_step",
        "sat_16(trace + d g) (CTL-2, CTL-5)",
        Attachment::Around, "", CONTROL_WIDTH,
        "spindle_gain_step", "{term[15], term, minus}" => "{term[15], term, 1'b0}"
    ),
    property!(
        "modulated_step",
        "sat_16(i + m) for a modulated neuron, else CTL-5 (CTL-7)",
        Attachment::Around, "", WIDTHS,
        "spindle_modulated_step_", "minus & ~modulated" => "minus"
    ),
    property!(
        "controller_pair",
        "which neuron of the pair fires, and the remaining drive (CTL-4)",
        Attachment::Around, "", CONTROL_WIDTH,
        "spindle_pair_fire", "moved[16] | ~(|moved[15:0])" => "moved[16]"
    ),
    property!(
        "never_both",
        "the two neurons of a controller pair never fire in one cycle (CTL-4)",
        Attachment::Inside("spindle_controller"), "", CONTROL_WIDTH,
        "spindle_pair_fire", "~below & ~moved[16]" => "~moved[16]"
    ),
    property!(
        "weight_updates",
        "a pass reads the value that the previous pass wrote, so no update of a weight is lost (SYN-7)",
        Attachment::Inside(CORE), FREE, WIDTHS,
        "spindle_timing", "(address_1 == weight_address)" => "(address_1 != weight_address)"
    ),
    property!(
        "weight_passes",
        "of event-driven and predictive passes, each reads what either wrote last (SYN-7, PRE-6)",
        Attachment::Inside(CORE), FREE_WITH_PREDICTIVE, &[Shape::Predictive],
        "spindle_lane", "= predictive_weight_0" => "= ~predictive_weight_0"
    ),
    property!(
        "membrane_updates",
        "the same for membranes and modulators, between two updates (SYN-7)",
        Attachment::Inside(CORE), FREE, CONTROL_WIDTH,
        "spindle_timing", "(posts_2 == post)" => "(posts_2 != post)"
    ),
    property!(
        "weight_change",
        "(a + b + r) >> 16 of both rules (PRE-9)",
        Attachment::Around, "", &[Shape::Predictive],
        "spindle_weight_change", "{18'd0, random}" => "{18'd0, ~random}"
    ),
    property!(
        "prediction_error",
        "sat_18(2x - predicted) (PRE-7)",
        Attachment::Around, "", &[Shape::Predictive],
        "spindle_prediction_error", "{predicted[25], predicted}" => "{1'b0, predicted}"
    ),
    property!(
        "predicted_membrane",
        "sat_24(leaked + D - s theta) (PRE-8)",
        Attachment::Around, "", &[Shape::Predictive],
        "spindle_predicted_membrane", "{23{due}}" => "{23{~due}}"
    ),
    Property {
        name: "retire",
        statement: "a core with retire ports behaves as one without (GEO-9)",
        text: "",
        attachment: Attachment::Retire,
        cut: "",
        shapes: &[Shape::Lanes(1)],
        broken: Break {
            module: "spindle_scheduler",
            from: "settle == settled_at",
            to: "settle != settled_at",
        },
    },
];

impl Property {
    /// Proves it for every geometry that it is stated for.
    ///
    /// # Errors
    /// A tool is missing or fails.
    pub fn prove(&self, prover: &Prover) -> Result<Vec<Proof>, BackendError> {
        self.shapes
            .iter()
            .map(|shape| {
                let outcome = prover.prove(&self.problem(&shape.geometry(), false)?, LIMIT)?;
                Ok(Proof { property: self.name, shape: shape.name(), kind: "unbounded", outcome })
            })
            .collect()
    }

    /// Verdict of the proof on Verilog that is broken in one place, with the cycle of the
    /// counterexample.
    ///
    /// # Errors
    /// A tool is missing or fails, or the place is not there.
    pub fn refute(&self, prover: &Prover) -> Result<Verdict, BackendError> {
        let problem = self.problem(&self.shapes[0].geometry(), true)?;
        Ok(prover.prove(&problem, LIMIT)?.verdict)
    }

    fn problem(&self, geometry: &Geometry, broken: bool) -> Result<Problem, BackendError> {
        let intact = spindle_hdl::generate::verilog(geometry);
        let verilog = if broken { self.broken.apply(&intact)? } else { intact };
        let text = self
            .text
            .replace("<M>", &geometry.membrane_bits.to_string())
            .replace("<W>", &geometry.weight_bits.to_string())
            .replace("<F>", &geometry.weight_scale.to_string())
            .replace("<D>", &geometry.event_depth.to_string());
        match self.attachment {
            Attachment::Around => Ok(Problem {
                files: vec![("core.v".into(), forget_images(&verilog)), ("proof.sv".into(), text)],
                read: format!(
                    "read_verilog core.v\nread_verilog -sv -formal proof.sv\nhierarchy -check -top proof\n{}",
                    self.cut
                ),
            }),
            Attachment::Inside(module) => Ok(Problem {
                files: vec![("core.v".into(), into_module(&forget_images(&verilog), module, &text)?)],
                read: format!(
                    "read_verilog -sv -formal core.v\nhierarchy -check -top {module}\n{}",
                    self.cut
                ),
            }),
            Attachment::Retire => {
                let without = spindle_hdl::generate::verilog(&Geometry { retire: false, ..geometry.clone() });
                miter(CORE, [&verilog, &without], &images(geometry), &Ties::new())
                    .ok_or_else(|| absent("a module with outputs", CORE))
            }
        }
    }
}

impl Break {
    fn apply(&self, verilog: &str) -> Result<String, BackendError> {
        let start = verilog
            .find(&format!("\nmodule {}", self.module))
            .ok_or_else(|| absent("a module", self.module))?;
        let end = start + verilog[start..].find("endmodule").unwrap_or(verilog.len() - start);
        let body = &verilog[start..end];
        if !body.contains(self.from) {
            return Err(absent(self.from, self.module));
        }
        Ok([&verilog[..start], &body.replacen(self.from, self.to, 1), &verilog[end..]].concat())
    }
}

fn absent(what: &str, module: &str) -> BackendError {
    BackendError::Protocol {
        backend: "proof".into(),
        what: format!("the generated Verilog has no `{what}` in `{module}`; adapt sim/src/proofs.rs"),
    }
}

/// Memories that are loaded from files then start with any contents.
fn forget_images(verilog: &str) -> String {
    let lines = verilog.lines().filter(|line| !line.trim_start().starts_with("initial $readmemh"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn into_module(verilog: &str, module: &str, text: &str) -> Result<String, BackendError> {
    let header = format!("\nmodule {module} ");
    let start = verilog.find(&header).ok_or_else(|| absent("a module", module))?;
    let end = verilog[start..].find("endmodule").ok_or_else(|| absent("endmodule", module))?;
    let (before, after) = verilog.split_at(start + end);
    Ok([before, text, after].concat())
}

/// Memory images of zeros: the bus can write any other content.
fn images(geometry: &Geometry) -> Vec<(String, String)> {
    let neurons = geometry.neuron_words() * geometry.lanes;
    let configuration = Configuration {
        neurons: vec![Neuron::default(); neurons],
        weights: vec![0; geometry.weight_words * geometry.lanes],
        ..Configuration::default()
    };
    configuration.images(geometry).iter().map(|image| (image.name.clone(), image.text())).collect()
}

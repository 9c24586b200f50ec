//! The search for unsound forms finds each of them, and none in the project's own Verilog.

use rust_hdl::prelude::*;
use spindle_hdl::generate::raw_verilog;
use spindle_hdl::primitives::*;
use spindle_hdl::verilog::{Error, Finding, Form, finish, unsound};
use spindle_spec::Geometry;

/// A module around a body. Inputs: `a`, `b` of 8 bits, `s`, `t` signed of 8 bits, `w` of 16, `f`;
/// output `y` of 8.
fn module(body: &str) -> String {
    format!(
        "module subject (\n    input wire clock, input wire other,\n    input wire [7:0] a, input wire [7:0] b,\n    \
         input wire signed [7:0] s, input wire signed [7:0] t,\n    input wire [15:0] w, input wire f,\n    \
         output reg [7:0] y\n);\n{body}\nendmodule\n"
    )
}

fn forms(text: &str) -> Vec<Form> {
    unsound(text).into_iter().map(|finding| finding.form).collect()
}

/// A body that has exactly this one form, and its cure, which has none.
#[track_caller]
fn found(form: Form, bad: &str, good: &str) {
    assert_eq!(forms(&module(bad)), [form], "{bad}");
    assert_eq!(unsound(&module(good)), [], "{good}");
}

#[test]
fn unranged_signed_constant() {
    found(
        Form::UnrangedSignedConstant,
        "localparam signed k = 8'shfd; wire less = s < k;",
        "localparam signed [7:0] k = 8'hfd; wire less = s < k;",
    );
}

#[test]
fn literal_beside_a_signed_number() {
    found(Form::MixedSigns, "wire less = s < 8'h0;", "wire less = s[7];");
    found(
        Form::MixedSigns,
        "wire signed [7:0] x = $signed(a) + 8'h5;",
        "wire signed [7:0] x = $signed(a) + 8'sh5;",
    );
    found(Form::MixedSigns, "wire equal = s == a;", "wire equal = s == $signed(a);");
    found(Form::MixedSigns, "wire [7:0] x = f ? s : a;", "wire [7:0] x = f ? s : t;");
}

#[test]
fn cast_of_an_expression() {
    found(
        Form::CastOfExpression,
        "wire signed [7:0] x = $signed(s * t);",
        "wire signed [7:0] p = s * t; wire signed [7:0] x = $signed(p);",
    );
    found(Form::CastOfExpression, "wire [7:0] x = $unsigned(s + t);", "wire [7:0] x = $unsigned(s[7:0]);");
}

#[test]
fn arithmetic_that_keeps_what_rust_cuts() {
    found(Form::Widening, "wire [8:0] x = ((a + b) & 9'h1ff);", "wire [8:0] x = {1'd0, a} + {1'd0, b};");
    found(Form::Widening, "wire big = a - b > 32'h64;", "wire [7:0] d = a - b; wire big = d > 8'h64;");
    found(Form::Widening, "wire last = (a - 8'h1) == 255;", "wire [7:0] d = a - 8'h1; wire last = d == 255;");
    found(Form::Widening, "wire [15:0] x = w & ~a;", "wire [15:0] x = w & {8'd0, ~a};");
    found(Form::Widening, "wire [15:0] x = a << 4;", "wire [15:0] x = {8'd0, a} << 4;");
    found(Form::Widening, "wire [15:0] x = a * b;", "wire [7:0] x = a * b;");
}

#[test]
fn precedence() {
    found(Form::Precedence, "wire x = f & a == b;", "wire x = f & (a == b);");
    found(Form::Precedence, "wire x = a < b | f;", "wire x = (a < b) | f;");
}

#[test]
fn arithmetic_shift_of_an_unsigned_number() {
    found(Form::UnsignedArithmeticShift, "wire [7:0] x = a >>> 2;", "wire signed [7:0] x = s >>> 2;");
}

#[test]
fn process_without_inputs() {
    found(Form::ConstantProcess, "always @(*) y = 8'h7;", "wire [7:0] x = 8'h7;");
    found(
        Form::ConstantProcess,
        "localparam [7:0] k = 8'h3; reg [7:0] x; always @(*) begin y = k; x = y; end",
        "always @(*) begin y = 8'h3; if (f) y = a; end",
    );
}

#[test]
fn missing_initial_values() {
    let write = "always @(posedge clock) words[a[3:0]] <= b;";
    found(
        Form::UninitialisedMemory,
        &format!("reg [7:0] words [0:15]; {write}"),
        &format!("reg [7:0] words [0:15]; initial $readmemh(\"x.hex\", words); {write}"),
    );
    found(
        Form::UninitialisedMemory,
        &format!("reg [7:0] words [0:15]; reg [7:0] more [0:1]; initial $readmemh(\"x.hex\", more); {write}"),
        &format!(
            "reg [7:0] words [0:15]; integer i; initial for (i = 0; i < 16; i = i + 1) words[i] = 8'd0; {write}"
        ),
    );
    found(
        Form::UninitialisedRegister,
        "always @(posedge clock) y <= a;",
        "initial y = 8'd0; always @(posedge clock) y <= a;",
    );
}

#[test]
fn several_clocks() {
    let first = "reg x; initial begin x = 1'b0; y = 8'd0; end always @(posedge clock) y <= a;";
    found(
        Form::SeveralClocks,
        &format!("{first} always @(posedge other) x <= f;"),
        &format!("{first} always @(posedge clock) x <= f;"),
    );
}

#[test]
fn latches() {
    found(Form::Latch, "always @(*) if (f) y = a;", "always @(*) if (f) y = a; else y = b;");
    found(
        Form::Latch,
        "always @(*) begin case (a[1:0]) 2'd0: y = a; 2'd1: y = b; endcase end",
        "always @(*) begin case (a[1:0]) 2'd0: y = a; 2'd1: y = b; default: y = 8'd0; endcase end",
    );
    found(
        Form::Latch,
        "always @(*) begin y[3:0] = a[3:0]; end",
        "always @(*) begin y = b; y[3:0] = a[3:0]; end",
    );
    // A case that names every value is complete.
    assert_eq!(unsound(&module("always @(*) case (f) 1'b0: y = a; 1'b1: y = b; endcase")), []);
}

#[test]
fn undeclared_names() {
    found(Form::Undeclared, "wire [7:0] x = a + N;", "localparam [7:0] N = 8'd3; wire [7:0] x = a + N;");
    assert_eq!(forms(&module("inner one (.a(a));")), [Form::Undeclared]);
    let inner = "module inner (input wire [7:0] a);\nendmodule\n";
    assert_eq!(forms(&format!("{}{inner}", module("inner one (.b(a));"))), [Form::Undeclared]);
    assert_eq!(unsound(&format!("{}{inner}", module("inner one (.a(a));"))), []);
}

#[test]
fn what_is_not_understood_is_said() {
    let found = unsound("module subject (input wire a);\n    function f;\nendmodule\n");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].form, found[0].line), (Form::NotUnderstood, 2));
}

#[test]
fn findings_say_where() {
    let found = unsound(&module("\nwire less = s < 8'h0;"));
    assert_eq!(
        found[0].to_string(),
        "line 9, module `subject`: MixedSigns: `<` of a signed and an unsigned number"
    );
}

/// Plausible blocks: Rust-HDL's own checks accept every one.
#[derive(LogicBlock, Default)]
struct Careless<const N: u64> {
    pub a: Signal<In, Bits<8>>,
    pub b: Signal<In, Bits<8>>,
    pub s: Signal<In, Signed<16>>,
    pub t: Signal<In, Signed<16>>,
    pub negative: Signal<Out, Bit>,
    pub wide: Signal<Out, Bits<9>>,
    pub covered: Signal<Out, Bit>,
    pub product: Signal<Out, Signed<32>>,
    pub shifted: Signal<Out, Bits<8>>,
    pub held: Signal<Out, Bits<8>>,
}

impl<const N: u64> Logic for Careless<N> {
    #[hdl_gen]
    #[allow(clippy::precedence)]
    fn update(&mut self) {
        self.negative.next = self.s.val() < 0.into();
        self.wide.next = bit_cast::<9, 8>(self.a.val() + self.b.val());
        self.covered.next = self.a.val() & self.b.val() == self.a.val();
        self.product.next = signed_bit_cast::<32, 32>(self.s.val() * self.t.val());
        self.shifted.next = self.a.val() >> N;
        if self.covered.val() {
            self.held.next = self.a.val();
        }
    }
}

#[test]
fn a_careless_block_is_found_out() {
    let mut block = Careless::<3>::default();
    block.connect_all();
    let raw = generate_verilog(&block);
    let error = finish(&raw, "careless").unwrap_err();
    let (module, name) = ("careless".to_owned(), "`N`".to_owned());
    assert_eq!(error, Error::Undeclared { module, name });
    let declared = raw.replace(">> N", ">> 2'h3");
    assert_ne!(raw, declared, "{raw}");
    let text = finish(&declared, "careless").unwrap();
    let found = unsound(&text);
    let mut forms: Vec<Form> = found.iter().map(|finding| finding.form).collect();
    forms.sort_by_key(|form| format!("{form:?}"));
    forms.dedup();
    let expected = [Form::CastOfExpression, Form::Latch, Form::MixedSigns, Form::Precedence, Form::Widening];
    assert_eq!(forms, expected, "{found:#?}\n{text}");
}

/// No finding in the core, whatever its widths.
#[test]
fn the_core_is_clean() {
    let mut lines = 0;
    for (weight_bits, membrane_bits, predictive_sources) in [(8, 12, 0), (8, 16, 0), (16, 24, 0), (16, 24, 9)]
    {
        let geometry = Geometry {
            lanes: 2,
            neurons: 20,
            weight_words: 100,
            projections: 3,
            event_depth: 8,
            spike_depth: 5,
            weight_bits,
            membrane_bits,
            weight_scale: 2,
            predictive_sources,
            ..Geometry::default()
        };
        let text = finish(&raw_verilog(&geometry), "core").unwrap();
        clean(&text);
        lines += text.lines().count();
    }
    println!("{lines} lines searched");
}

#[track_caller]
fn clean(text: &str) {
    let found: Vec<String> = unsound(text).iter().map(Finding::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(text.contains("endmodule"), "nothing was searched");
}

#[test]
fn the_primitives_are_clean() {
    fn check<B: Block>(mut block: B) {
        block.connect_all();
        clean(&finish(&generate_verilog(&block), "primitive").unwrap());
    }
    check(SaturatingAdd::<8, 16>::default());
    check(SaturatingAccumulate::<16>::default());
    check(RoundingShift::<12>::default());
    check(DecaySubtract::<24>::default());
    check(NoiseMask::default());
    check(StochasticMask::default());
    check(StochasticShift::<8>::default());
    check(WeightStep::<8>::default());
    check(UsedWeight::<16>::new(3));
    check(Fire::<16, 15>::default());
    check(ScaledProduct::<24, 18, 26>::rounded(16));
    check(ScaledProduct::<24, 9, 32>::floored(0));
    check(WeightValue::default());
    check(PredictionError::default());
    check(Gradient::default());
    check(PredictedMembrane::default());
    check(WeightChange::default());
    check(GainStep::default());
    check(ModulatedStep::<24>::default());
    check(PairFire::default());
    check(Multiply::default());
    check(Random::default());
    check(FirstSet::default());
    check(PopulationCount::default());
    check(Memory::<8>::new(1, None, &[]));
    check(Memory::<8>::new(100, None, &[]));
    check(Memory::<8>::new(100, Some("words.hex".to_owned()), &[]));
}

//! Streams a row: one weight word per cycle, row after row without a bubble (`CLK-6`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;

use spindle_spec::geometry::Geometry;

/// Register S: the row being streamed. Rows are offered by `row_valid`, taken in a cycle where
/// `row_take` is high.
#[derive(LogicBlock)]
pub struct Streamer {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub row_valid: Signal<In, Bit>,
    pub row_take: Signal<Out, Bit>,
    pub row_offset: Signal<In, Bits<16>>,
    pub row_weight_base: Signal<In, Bits<16>>,
    pub row_post: Signal<In, Bits<16>>,
    pub row_words: Signal<In, Bits<16>>,
    pub row_shift: Signal<In, Bits<4>>,
    pub row_learn: Signal<In, Bit>,
    pub row_modulatory: Signal<In, Bit>,
    pub row_entry: Signal<In, Bits<5>>,
    pub row_source: Signal<In, Bits<16>>,
    /// The row is a mark (PRE-5); only in a core with a predictive unit.
    pub row_mark: Vec<Signal<In, Bit>>,
    /// A weight word is issued in this cycle.
    pub issue: Signal<Out, Bit>,
    pub weight_address: Signal<Out, Bits<16>>,
    pub post: Signal<Out, Bits<16>>,
    pub shift: Signal<Out, Bits<4>>,
    pub learn: Signal<Out, Bit>,
    pub modulatory: Signal<Out, Bit>,
    /// The spike is of a negative controller neuron.
    pub negative: Signal<Out, Bit>,
    pub entry: Signal<Out, Bits<5>>,
    pub source: Signal<Out, Bits<16>>,
    /// The trace at `weight_address` is marked in this cycle.
    pub mark: Vec<Signal<Out, Bit>>,
    marks: Vec<DFF<Bit>>,
    active: DFF<Bit>,
    address: DFF<Bits<16>>,
    neuron_word: DFF<Bits<16>>,
    left: DFF<Bits<16>>,
    ending: DFF<Bit>,
    row_rate: DFF<Bits<4>>,
    learns: DFF<Bit>,
    modulates: DFF<Bit>,
    projection: DFF<Bits<5>>,
    presynaptic: DFF<Bits<16>>,
    takes: Signal<Local, Bit>,
    sign_built: Constant<Bits<2>>,
    one: Constant<Bits<16>>,
    two: Constant<Bits<16>>,
    left_mask: Constant<Bits<16>>,
    address_mask: Constant<Bits<16>>,
    word_mask: Constant<Bits<16>>,
    _settled: Settled,
}

/// All ones in as many low bits as `count` addresses need, so that synthesis trims the rest.
pub(crate) fn address_mask(count: usize) -> Bits<16> {
    ((count.next_power_of_two() as u64 - 1) & 0xFFFF).into()
}

impl Streamer {
    /// The streamer of a core of this geometry.
    pub fn new(geometry: &Geometry) -> Self {
        let (weight_words, neuron_words) = (geometry.weight_words, geometry.neuron_words());
        let predictive = geometry.predictive_sources > 0;
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            row_valid: Signal::default(),
            row_take: Signal::default(),
            row_offset: Signal::default(),
            row_weight_base: Signal::default(),
            row_post: Signal::default(),
            row_words: Signal::default(),
            row_shift: Signal::default(),
            row_learn: Signal::default(),
            row_modulatory: Signal::default(),
            row_entry: Signal::default(),
            row_source: Signal::default(),
            row_mark: super::optional(predictive),
            mark: super::optional(predictive),
            marks: super::optional(predictive),
            issue: Signal::default(),
            weight_address: Signal::default(),
            post: Signal::default(),
            shift: Signal::default(),
            learn: Signal::default(),
            modulatory: Signal::default(),
            negative: Signal::default(),
            entry: Signal::default(),
            source: Signal::default(),
            active: DFF::default(),
            address: DFF::default(),
            neuron_word: DFF::default(),
            left: DFF::default(),
            ending: DFF::default(),
            row_rate: DFF::default(),
            learns: DFF::default(),
            modulates: DFF::default(),
            projection: DFF::default(),
            presynaptic: DFF::default(),
            takes: Signal::default(),
            sign_built: Constant::new(u64::from(geometry.modulators).into()),
            one: Constant::new(1u64.into()),
            two: Constant::new(2u64.into()),
            left_mask: Constant::new(address_mask(neuron_words + 1)),
            address_mask: Constant::new(address_mask(weight_words)),
            word_mask: Constant::new(address_mask(neuron_words)),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Streamer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, active, address, neuron_word, left, row_rate, learns, projection);
        dff_setup!(self, clock, presynaptic, modulates, ending);
        for i in 0..self.marks.len() {
            self.marks[i].clock.next = self.clock.val();
            self.marks[i].d.next = self.marks[i].q.val();
        }
        comment!("The last word is known a cycle before, so that all who wait for it know it");
        comment!("early.");
        self.row_take.next = !self.active.q.val() | self.ending.q.val();
        self.takes.next = self.row_valid.val() & (!self.active.q.val() | self.ending.q.val());
        if self.active.q.val() {
            self.address.d.next = (self.address.q.val() + self.one.val()) & self.address_mask.val();
            self.neuron_word.d.next = (self.neuron_word.q.val() + self.one.val()) & self.word_mask.val();
            self.left.d.next = (self.left.q.val() - self.one.val()) & self.left_mask.val();
            self.ending.d.next = self.left.q.val() == self.two.val();
            if self.ending.q.val() {
                self.active.d.next = false;
            }
        }
        if self.takes.val() {
            self.active.d.next = true;
            self.address.d.next =
                (self.row_weight_base.val() + self.row_offset.val()) & self.address_mask.val();
            self.neuron_word.d.next = self.row_post.val() & self.word_mask.val();
            self.left.d.next = self.row_words.val() & self.left_mask.val();
            self.ending.d.next = self.row_words.val() == self.one.val();
            self.row_rate.d.next = self.row_shift.val();
            self.learns.d.next = self.row_learn.val();
            self.modulates.d.next = self.row_modulatory.val();
            self.projection.d.next = self.row_entry.val();
            self.presynaptic.d.next = self.row_source.val();
            for i in 0..self.marks.len() {
                self.marks[i].d.next = self.row_mark[i].val();
            }
        }
        self.issue.next = self.active.q.val();
        for i in 0..self.marks.len() {
            self.mark[i].next = self.active.q.val() & self.marks[i].q.val();
            if self.marks[i].q.val() {
                self.issue.next = false;
            }
        }
        self.weight_address.next = self.address.q.val();
        self.post.next = self.neuron_word.q.val();
        self.shift.next = self.row_rate.q.val();
        self.learn.next = self.learns.q.val();
        self.modulatory.next = self.modulates.q.val();
        self.negative.next = self.sign_built.val().get_bit(0)
            & self.presynaptic.q.val().get_bit(15)
            & self.presynaptic.q.val().get_bit(14)
            & self.presynaptic.q.val().get_bit(13);
        self.entry.next = self.projection.q.val();
        self.source.next = self.presynaptic.q.val();
        if self.reset.val() {
            self.active.d.next = false;
        }
    }
}

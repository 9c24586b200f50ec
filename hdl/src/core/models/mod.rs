//! The slot of a neuron model in a lane (section 14): memories of its parameters and state, and the
//! pipeline of the model that the core is built with.
//!
//! ```text
//!  cycle   τ+5                       τ+6               τ+7
//!          parameters, state, θ ──►  limit ──► fires   state after ──► memory, retire port
//! ```

mod adaptive_threshold;

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};
use spindle_spec::{Geometry, Image, NeuronModel, image_name};

use crate::clocked::Settled;
use crate::primitives::Memory;
use adaptive_threshold::AdaptiveThreshold;

/// Memories and pipeline of a neuron model; `M` membrane bits, `T = M - 1` threshold bits.
#[derive(LogicBlock)]
pub struct ModelSlot<const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    /// On `τ + 4`: the neuron word.
    pub read_address: Signal<In, Bits<16>>,
    /// On `τ + 5`: the threshold `θ`.
    pub threshold: Signal<In, Bits<T>>,
    /// On `τ + 6`: the bound that the membrane must exceed.
    pub limit: Signal<Out, Bits<T>>,
    /// On `τ + 7`: the neuron fired; it is cleared; its word, and whether it is written.
    pub spike: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<16>>,
    pub write: Signal<In, Bit>,
    /// On `τ + 7`: the state that is written.
    pub state_after: Signal<Out, Bits<M>>,
    // Host.
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<16>>,
    pub bus_data: Signal<In, Bits<32>>,

    parameters: Memory<32>,
    state: Memory<M>,
    adaptive_threshold: Vec<AdaptiveThreshold<M, T>>,
    _settled: Settled,
}

impl<const M: usize, const T: usize> ModelSlot<M, T> {
    /// The slot of lane `index` of this geometry, its memories loaded from `images`.
    pub fn new(geometry: &Geometry, index: usize, images: &[Image]) -> Self {
        let words = geometry.neuron_words();
        let file = image_name(index, "model");
        let contents = images.iter().find(|image| image.name == file).map_or(&[][..], |image| &image.words);
        Self {
            clock: Signal::default(),
            read_address: Signal::default(),
            threshold: Signal::default(),
            limit: Signal::default(),
            spike: Signal::default(),
            clear: Signal::default(),
            write_address: Signal::default(),
            write: Signal::default(),
            state_after: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_data: Signal::default(),
            parameters: Memory::new(words, Some(file.clone()), contents),
            state: Memory::loaded(words, images, &image_name(index, "state")),
            adaptive_threshold: super::optional(geometry.neuron_model == NeuronModel::AdaptiveThreshold),
            _settled: Settled::default(),
        }
    }
}

impl<const M: usize, const T: usize> Logic for ModelSlot<M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        self.parameters.clock.next = self.clock.val();
        self.parameters.read_address.next = self.read_address.val();
        self.parameters.read_enable.next = true;
        self.parameters.write_address.next = self.bus_address.val();
        self.parameters.write_data.next = self.bus_data.val();
        self.parameters.write_enable.next = self.bus_write.val();
        self.state.clock.next = self.clock.val();
        self.state.read_address.next = self.read_address.val();
        self.state.read_enable.next = true;
        self.state.write_address.next = self.write_address.val();
        self.state.write_enable.next = self.write.val();
        self.state.write_data.next = self.state.read_data.val();
        self.state_after.next = self.state.read_data.val();
        self.limit.next = self.threshold.val();
        for i in 0..self.adaptive_threshold.len() {
            self.adaptive_threshold[i].clock.next = self.clock.val();
            self.adaptive_threshold[i].parameters.next = self.parameters.read_data.val();
            self.adaptive_threshold[i].state.next = self.state.read_data.val();
            self.adaptive_threshold[i].threshold.next = self.threshold.val();
            self.adaptive_threshold[i].spike.next = self.spike.val();
            self.adaptive_threshold[i].clear.next = self.clear.val();
            self.limit.next = self.adaptive_threshold[i].limit.val();
            self.state.write_data.next = self.adaptive_threshold[i].state_after.val();
            self.state_after.next = self.adaptive_threshold[i].state_after.val();
        }
    }
}

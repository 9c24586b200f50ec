//! Values of a core that are held against the golden model (`OBS-1` to `OBS-4`).

use rust_hdl::prelude::*;

use super::Core;

fn raw<const N: usize>(value: Bits<N>) -> u32 {
    u64::from(value) as u32
}

impl<const W: usize, const M: usize, const T: usize> Core<W, M, T> {
    /// Gives every observed value to `put`, in the order of [`spindle_spec::signals::observed`].
    pub(super) fn observe(&self, put: &mut dyn FnMut(u32)) {
        let c = self;
        put(c.event_ready.val().into());
        put(c.spike_valid.val().into());
        put(raw(c.spike_address.val()));
        put(c.overflow.val().into());
        put(raw(c.steps.val()));
        if c.neuron_spike.is_empty() {
            return;
        }
        put(c.synapse_valid.val().into());
        put(raw(c.synapse_projection.val()));
        put(raw(c.synapse_source.val()));
        put(raw(c.synapse_post.val()));
        let lanes = c.neuron_spike.len();
        for i in 0..lanes {
            put(raw(c.synapse_weight_before[i].val()));
            put(raw(c.synapse_weight_after[i].val()));
            put(raw(c.synapse_membrane_before[i].val()));
            put(raw(c.synapse_membrane_after[i].val()));
        }
        put(c.neuron_valid.val().into());
        put(raw(c.neuron_word.val()));
        for i in 0..lanes {
            put(raw(c.neuron_membrane_before[i].val()));
            put(raw(c.neuron_membrane_after[i].val()));
            put(c.neuron_spike[i].val().into());
            if let Some(state) = c.neuron_state.get(i) {
                put(raw(state.val()));
            }
        }
        if !c.control_error.is_empty() {
            put(c.control_valid.val().into());
            put(raw(c.control_word.val()));
        }
        for i in 0..c.control_error.len() {
            put(raw(c.control_error[i].val()));
            put(raw(c.control_drive[i].val()));
            put(c.control_positive[i].val().into());
            put(c.control_negative[i].val().into());
            put(raw(c.control_feedback[i].val()));
        }
        for i in 0..c.predictive_valid.len() {
            put(c.predictive_valid[i].val().into());
            put(raw(c.predictive_projection[i].val()));
            put(raw(c.predictive_trace[i].val()));
            put(raw(c.predictive_post[i].val()));
            put(raw(c.predictive_input[i].val()));
            put(raw(c.predictive_eligibility[i].val()));
            for i in 0..lanes {
                put(raw(c.predictive_weight_before[i].val()));
                put(raw(c.predictive_weight_after[i].val()));
                put(raw(c.predictive_error[i].val()));
                put(raw(c.predictive_gradient[i].val()));
            }
            put(c.prediction_valid[i].val().into());
            put(raw(c.prediction_word[i].val()));
            for i in 0..lanes {
                put(raw(c.prediction_sum[i].val()));
                put(raw(c.prediction_drive[i].val()));
                put(raw(c.prediction_membrane_before[i].val()));
                put(raw(c.prediction_membrane_after[i].val()));
            }
        }
    }
}

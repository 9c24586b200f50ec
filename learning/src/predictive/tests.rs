//! The rule against numbers worked out by hand, and the stimuli against their definition.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;

fn parameters(bound: Bound) -> Parameters {
    Parameters { tick: 1.0, membrane: 2.0, input: 2.0, threshold: 1.0, rate: 0.1, bound }
}

fn close(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len());
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() < 1e-12, "{ours:?} instead of {theirs:?}");
    }
}

/// Three ticks by hand: a = 0.5, `v_th` = 1, η = 0.1, w = (0.8, 0.4), x = (1, 0), (0.5, 1), (0.25,
/// 0.5).
///
/// 1. v = p = 0: ε = (1, 0), E = 0.8, Δ = 0; p = (1, 0); v = 0.8.
/// 2. ε = (-0.14, 0.68), E = 0.16, Δ = (0.048, 0.544); p = (1, 1); w = (0.8048, 0.4544);
///    v = 0.4 + 0.4024 + 0.4544 = 1.2568, a spike.
/// 3. ε = (-0.76147264, -0.07108992), E = -0.64513644032, Δ = (-1.602155254272, -0.734482251776);
///    v = 0.6284 + 0.1611461186432 + 0.1904758874112 - 1.
#[test]
fn three_ticks_are_those_worked_out_by_hand() {
    let mut neuron = Neuron::new(&parameters(Bound::None), vec![0.8, 0.4]);
    let mut tick = |inputs: [f64; 2], weights: [f64; 2], membrane: f64, spike: bool| {
        neuron.learn(&inputs);
        assert_eq!(neuron.integrate(&inputs), spike);
        close(neuron.weights(), &weights);
        close(&[neuron.membrane()], &[membrane]);
    };
    tick([1.0, 0.0], [0.8, 0.4], 0.8, false);
    tick([0.5, 1.0], [0.8048, 0.4544], 1.2568, true);
    tick([0.25, 0.5], [0.644_584_474_572_8, 0.380_951_774_822_4], -0.019_977_993_945_6, false);
}

#[test]
fn the_soft_bound_scales_each_update_with_its_weight() {
    let mut neuron = Neuron::new(&parameters(Bound::Soft), vec![0.8, 0.4]);
    for inputs in [[1.0, 0.0], [0.5, 1.0]] {
        neuron.learn(&inputs);
        neuron.integrate(&inputs);
    }
    close(neuron.weights(), &[0.8 * 1.0048, 0.4 * 1.0544]);
}

#[test]
fn sums_over_many_inputs_leave_none_out() {
    // 8 · 2 + 3 inputs, so that both whole lanes and the rest count.
    let inputs: Vec<f64> = (0..19).map(|n| f64::from(1_u32 << n)).collect();
    let mut neuron = Neuron::new(&parameters(Bound::None), vec![1.0; 19]);
    neuron.integrate(&inputs);
    close(&[neuron.membrane()], &[f64::from((1_u32 << 19) - 1)]);
}

#[test]
fn a_presentation_starts_from_rest_and_a_spike_decays() {
    let parameters = parameters(Bound::None);
    // One spike at tick 1: v = w, then w (a + e^-½), above the threshold of 1 at w = 0.95.
    let pattern = Pattern::new(4, vec![(1, 0)]);
    let mut cell = Single::new(&parameters, &[0.95]);
    for _ in 0..2 {
        assert_eq!(cell.present(&pattern, false), [2]);
    }
    assert_eq!(Single::new(&parameters, &[0.90]).present(&pattern, false), [0_u32; 0]);
}

#[test]
fn spikes_are_set_not_added_and_end_with_the_presentation() {
    let pattern = Pattern::new(3, vec![(2, 1), (0, 0), (2, 1), (3, 0)]);
    let ticks: Vec<_> = pattern.iter().map(|(tick, spikes)| (tick, spikes.to_vec())).collect();
    assert_eq!(ticks, [(0, vec![(0, 0)]), (1, vec![]), (2, vec![(2, 1)])]);
}

/// One spike of neuron 0 reaches neuron 1 a tick later: as 1 if the trace is advanced once, as
/// 1 + β if twice, `β = 1 - Δt/τ_x` = 0.5.
#[test]
fn outputs_arrive_a_tick_later_and_the_trace_advances_as_configured() {
    let weights = |trace, learning| {
        let parameters = Parameters { rate: 0.0, ..parameters(Bound::None) };
        let mut network = Network::new(&parameters, Wiring::Nearest, trace, &[vec![1.5], vec![1.5]], 0.25);
        let fired = network.present(&Pattern::new(2, vec![(0, 0)]), learning);
        assert_eq!(fired[0], (0, 0));
        network.neurons()[1].membrane()
    };
    close(&[weights(Trace::Once, true), weights(Trace::Once, false)], &[0.25, 0.25]);
    close(&[weights(Trace::TwiceWhileLearning, true)], &[0.25 * 1.5]);
    close(&[weights(Trace::TwiceWhileLearning, false)], &[0.25]);
}

/// `τ_x` = 2 ms: 40.5 fine ticks a spike, 8.5 of 0.25 ms, 2.54 of 1 ms; √(40.5 / 8.5) = 2.18,
/// √(40.5 / 2.54) = 3.99.
#[test]
fn coarser_ticks_keep_error_and_prediction() {
    let fine = Parameters::published(10.0, 2.0, 1e-4, Bound::Soft);
    for (tick, scale) in [(0.05, 1.0), (0.25, 2.18), (1.0, 3.99)] {
        let (coarse, ours) = fine.at_tick(tick);
        assert!((ours - scale).abs() < 0.005, "{ours} instead of {scale}");
        close(&[coarse.threshold * ours], &[2.0]);
        close(&[coarse.rate], &[1e-4 * tick / 0.05 * ours]);
        let (additive, _) = Parameters { bound: Bound::None, ..fine }.at_tick(tick);
        close(&[additive.rate], &[1e-4 * tick / 0.05 * ours * ours]);
    }
}

#[test]
fn networks_are_wired_as_stated() {
    let parameters = parameters(Bound::None);
    let weights = |wiring| {
        let network = Network::new(&parameters, wiring, Trace::Once, &vec![vec![1.0; 2]; 4], 0.5);
        network.neurons().iter().map(|neuron| neuron.weights().to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(weights(Wiring::Nearest), vec![vec![1.0, 1.0, 0.5, 0.5]; 4]);
    assert_eq!(weights(Wiring::All), vec![vec![1.0, 1.0, 0.5, 0.5, 0.5, 0.5]; 4]);
}

const SEQUENCE: Sequence =
    Sequence { inputs: 100, interval: 40, jitter: 40, background: 10, second: 20_000, ticks: 8080 };

#[test]
fn background_has_the_stated_rates() {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let count = |background, rng: &mut ChaCha8Rng| {
        let stimulus = Sequence { inputs: 0, background, ..SEQUENCE };
        (0..50).map(|_| sequence(&stimulus, 200, true, rng).0.spikes().len()).sum::<usize>() as f64
    };
    // The upper bound is excluded: 1 is no spike; 10 is 0 to 9 Hz, 4.5 on the average.
    assert!(count(1, rng) == 0.0 && count(0, rng) == 0.0);
    let expected = 4.5 * 200.0 * 50.0 * 0.404;
    let ours = count(10, rng);
    // Standard deviation: that of rates (2.9 Hz a line) and of spikes, 0.75 % of the mean; four of
    // them.
    assert!((ours - expected).abs() < 0.03 * expected, "{ours} instead of {expected}");
}

#[test]
fn a_sequence_has_one_spike_an_input_in_its_place() {
    let rng = &mut ChaCha8Rng::seed_from_u64(3);
    let mut onsets = Vec::new();
    for _ in 0..50 {
        let (pattern, onset) = sequence(&Sequence { background: 0, ..SEQUENCE }, 200, true, rng);
        assert_eq!(pattern.spikes().len(), 100);
        for (tick, line) in pattern.spikes() {
            let place = i64::from(*tick) - i64::from(onset + 40 * (line + 1));
            assert!((-40..40).contains(&place), "input {line} moved by {place}");
        }
        onsets.push(onset);
    }
    assert!(onsets.iter().all(|onset| *onset < 4040) && onsets.iter().any(|onset| *onset > 1000));
}

#[test]
fn groups_follow_each_other_with_one_jitter_and_only_the_driven_are_heard() {
    let rng = &mut ChaCha8Rng::seed_from_u64(2);
    let stimulus = Sequence { inputs: 8, jitter: 20, background: 0, ticks: 2580, ..SEQUENCE };
    let all = groups(&stimulus, 10, 10, 80, rng);
    assert_eq!(all.spikes().len(), 80);
    let tick = |line: u32| all.spikes().iter().find(|spike| spike.1 == line).unwrap().0;
    for line in 8..80 {
        assert_eq!(tick(line), tick(line % 8) + 80 * (line / 8), "line {line}");
    }
    let two = groups(&Sequence { background: 5, ..stimulus }, 10, 2, 80, rng);
    assert!(two.spikes().len() >= 16 && two.spikes().iter().all(|(_, line)| *line < 16));
}

#[test]
fn overlapping_groups_are_heard_at_the_same_time_and_once_by_each() {
    let rng = &mut ChaCha8Rng::seed_from_u64(4);
    let stimulus = Sequence { inputs: 2, jitter: 20, background: 0, ticks: 2020, ..SEQUENCE };
    // Neuron 0 receives groups 0 and 3; neuron 1 group 3 twice; neuron 2 groups 5 and 0.
    let sources = [vec![0, 3], vec![3, 3], vec![5, 0]];
    let all = overlapping(&stimulus, &sources, (8, 8), 160, rng);
    let tick = |line: u32| all.spikes().iter().find(|spike| spike.1 == line).map(|spike| spike.0);
    assert_eq!(all.spikes().len(), 10);
    for input in 0..2 {
        assert!(tick(input).is_some() && tick(2 + input).is_some());
        assert_eq!(tick(input), tick(10 + input), "group 0");
        assert_eq!(tick(2 + input), tick(4 + input), "group 3");
        assert_eq!(tick(6 + input), None, "group 3 is connected twice");
        let late = tick(8 + input).unwrap() - (40 * (input + 1) + 5 * 160 - 20);
        assert!(late < 40, "group 5");
    }
    let two = overlapping(&Sequence { background: 5, ..stimulus }, &sources, (8, 2), 160, rng);
    assert!(two.spikes().len() >= 4 && two.spikes().iter().all(|(_, line)| [0, 1, 10, 11].contains(line)));
}

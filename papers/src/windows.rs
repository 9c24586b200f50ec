//! Figure 4a: the classical window of spike-timing-dependent plasticity.

use rayon::prelude::*;
use spindle_learning::predictive::{Bound, Cell, Parameters, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::measure::rms;
use super::pairing::{Pairing, change};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "windows",
    title: "STDP windows (Figure 4a)",
    paper: "Saponati & Vinck 2023, Figure 4a: a weak and a strong input, 60 pairings. Weak before strong potentiates the \
            weak one, weak after strong depresses it, more widely the longer the membrane remembers. Numbers: an \
            independent implementation of the published equations that agrees with the authors' plotted curves.",
    run,
};

/// Membrane time constants, ms.
pub const MEMBRANES: [f64; 3] = [10.0, 15.0, 20.0];

/// Delays with published numbers, ms.
pub const DELAYS: [u32; 8] = [2, 4, 6, 10, 15, 20, 30, 50];

/// w/w₀ for each membrane and delay, weak input first.
const PRE_POST: [[f64; 8]; 3] = [
    [1.795, 1.775, 1.654, 1.419, 1.235, 1.134, 1.043, 1.001],
    [1.593, 1.634, 1.582, 1.436, 1.293, 1.198, 1.091, 1.015],
    [1.453, 1.513, 1.493, 1.401, 1.296, 1.219, 1.120, 1.033],
];

/// The same with the strong input first.
const POST_PRE: [[f64; 8]; 3] = [
    [0.936, 0.948, 0.958, 0.971, 0.981, 0.986, 0.991, 0.994],
    [0.788, 0.804, 0.824, 0.861, 0.897, 0.923, 0.955, 0.981],
    [0.711, 0.715, 0.735, 0.775, 0.819, 0.854, 0.904, 0.955],
];

/// One point of a window: w/w₀ of the weak input, `delay` milliseconds before (or after) the strong
/// one.
pub fn point<C: Cell>(
    parameters: &Parameters,
    delay: u32,
    weak_first: bool,
    make: impl Fn(&Parameters, &[f64]) -> C,
) -> f64 {
    let delay = f64::from(delay);
    let pairing = Pairing {
        length: 400.0,
        spikes: [vec![delay], vec![2.0 * delay]],
        repetitions: 60,
        weights: if weak_first { [0.001, 0.11] } else { [0.11, 0.001] },
        weak: usize::from(!weak_first),
    };
    change(&pairing, parameters, make)
}

/// The parameters of the figure for a membrane time constant.
pub fn parameters(membrane: f64) -> Parameters {
    Parameters::published(membrane, 2.0, 2e-4, Bound::Soft)
}

/// All windows at `delays`: for each membrane weak first, then strong first.
pub fn curves<C: Cell>(
    delays: &[u32],
    make: impl Fn(&Parameters, &[f64]) -> C + Sync,
    done: impl Fn() + Sync,
) -> Vec<[Vec<f64>; 2]> {
    let curve = |membrane: f64, weak_first: bool| {
        let point = |delay: &u32| {
            let point = point(&parameters(membrane), *delay, weak_first, &make);
            done();
            point
        };
        delays.par_iter().map(point).collect()
    };
    MEMBRANES.iter().map(|membrane| [true, false].map(|weak_first| curve(*membrane, weak_first))).collect()
}

/// Distance of curves from the published points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Root of the mean squared difference.
    pub rms: f64,
    /// Largest difference.
    pub largest: f64,
    /// Share of points that potentiate or depress as the published ones.
    pub signs: f64,
}

/// Bound for [`Agreement::largest`]: the published numbers have three decimals. It distinguishes
/// even an update after the membrane from one before it, which the RMS does not.
pub const EXACT: Bar = Bar::AtMost(0.001);

/// Compares `curves`, which have a point for each of [`DELAYS`].
pub fn agreement(curves: &[[Vec<f64>; 2]]) -> Agreement {
    let ours: Vec<f64> = curves.iter().flatten().flatten().copied().collect();
    let theirs: Vec<f64> =
        PRE_POST.iter().zip(&POST_PRE).flat_map(|(pre, post)| [pre, post]).flatten().copied().collect();
    let pairs = || ours.iter().zip(&theirs);
    let same = pairs().filter(|(a, b)| (**a > 1.0) == (**b > 1.0)).count();
    Agreement {
        rms: rms(&ours, &theirs),
        largest: pairs().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max),
        signs: same as f64 / theirs.len() as f64,
    }
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let delays: Vec<u32> = if run.full { (2..60).collect() } else { DELAYS.to_vec() };
    (run.expect)((delays.len() * 2 * MEMBRANES.len()) as u64);
    let all = curves(&delays, Single::new, run.done);
    let published = |curve: &Vec<f64>| -> Vec<f64> {
        let at = |delay: &u32| curve[delays.iter().position(|known| known == delay).unwrap_or(0)];
        DELAYS.iter().map(at).collect()
    };
    let agreement = agreement(&all.iter().map(|pair| pair.each_ref().map(published)).collect::<Vec<_>>());
    let right = all.iter().map(|[pre, post]| {
        pre.iter().filter(|ratio| **ratio > 1.0).count() + post.iter().filter(|ratio| **ratio < 1.0).count()
    });
    let points = delays.len() * 2 * MEMBRANES.len();
    let row = |what: &str, value| Row::new(EXPERIMENT.name, what, value);
    Ok(Outcome {
        ours: format!(
            "{points} points; the 48 with published numbers are compared. Circles: published. Delays below 0: weak input \
             first."
        ),
        rows: vec![
            row("w/w₀, RMS over 48 points", agreement.rms)
                .paper("curves of Figure 4a")
                .bar(Bar::AtMost(0.03)),
            row("w/w₀, largest difference over 48 points", agreement.largest).paper("0").aim(EXACT),
            row("sign as published, % of 48 points", 100.0 * agreement.signs)
                .paper("100")
                .bar(Bar::AtLeast(100.0)),
            row(
                &format!("weak first potentiates, strong first depresses, % of {points} points"),
                100.0 * right.sum::<usize>() as f64 / points as f64,
            )
            .paper("100"),
        ],
        figures: vec![Figure {
            title: "STDP windows".into(),
            caption: "Weight of the weak input after 60 pairings, over the delay in milliseconds.".into(),
            svg: plot(&picture(&delays, &all)),
        }],
    })
}

fn picture(delays: &[u32], curves: &[[Vec<f64>; 2]]) -> Plot {
    let mut series = Vec::new();
    let halves = |delays: &[u32], [pre, post]: [&[f64]; 2]| -> [Vec<(f64, f64)>; 2] {
        let before = delays.iter().zip(pre).map(|(delay, ratio)| (-f64::from(*delay), *ratio));
        let after = delays.iter().zip(post).map(|(delay, ratio)| (f64::from(*delay), *ratio));
        [before.collect(), after.collect()]
    };
    for (index, membrane) in MEMBRANES.iter().enumerate() {
        let [before, after] = halves(delays, curves[index].each_ref().map(Vec::as_slice));
        let theirs = halves(&DELAYS, [&PRE_POST[index], &POST_PRE[index]]).concat();
        let name = format!("τ_m = {membrane} ms");
        series.push(Series { name, colour: index, style: Style::Line, points: before });
        series.push(Series { name: String::new(), colour: index, style: Style::Line, points: after });
        series.push(Series { name: String::new(), colour: index, style: Style::Circles, points: theirs });
    }
    Plot {
        title: "STDP windows".into(), x: "delay, ms".into(), y: "w/w₀".into(), series, ..Plot::default()
    }
}

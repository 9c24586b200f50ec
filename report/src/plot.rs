//! Lines and points over an axis.

use super::svg::{Anchor, Drawing};

/// Style of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A line through its points.
    Line,
    /// Hollow circles: what ours is compared with.
    Circles,
    /// Small dots, for spikes.
    Dots,
}

/// Points that belong together.
#[derive(Clone, Debug)]
pub struct Series {
    /// Shown in the legend unless empty.
    pub name: String,
    /// Which colour, 0 … 5; more begin again.
    pub colour: usize,
    /// Its style.
    pub style: Style,
    /// The points; NaN is left out, as are values not above 0 on a logarithmic axis.
    pub points: Vec<(f64, f64)>,
}

/// A picture of series over two axes.
#[derive(Clone, Debug, Default)]
pub struct Plot {
    /// For screen readers.
    pub title: String,
    /// Name of the horizontal axis, with its unit.
    pub x: String,
    /// Name of the vertical axis, with its unit.
    pub y: String,
    /// True if the vertical axis is logarithmic.
    pub logarithmic: bool,
    /// The series, later ones on top.
    pub series: Vec<Series>,
    /// Dashed horizontal lines with their names.
    pub levels: Vec<(f64, String)>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 570.0;
/// The least that is left of the picture for its lines, where names are long.
const NARROWEST: f64 = 340.0;
/// Widest letter of a name.
const LETTER: f64 = 6.9;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 270.0;
const COLOURS: usize = 6;

/// The picture.
pub fn plot(plot: &Plot) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &plot.title);
    let longest = plot.series.iter().map(|series| series.name.chars().count()).max().unwrap_or(0);
    let right_edge = (WIDTH - 18.0 - LETTER * longest as f64).clamp(NARROWEST, RIGHT);
    let height = |value: f64| if plot.logarithmic { value.log10() } else { value };
    let seen = |(x, y): &(f64, f64)| {
        let (x, y) = (*x, height(*y));
        (x.is_finite() && y.is_finite()).then_some((x, y))
    };
    let points = || plot.series.iter().flat_map(|series| series.points.iter().filter_map(seen));
    let levels = plot.levels.iter().map(|(level, _)| height(*level));
    let (left, right) = range(points().map(|(x, _)| x));
    let (low, high) = range(points().map(|(_, y)| y).chain(levels.filter(|level| level.is_finite())));
    let margin = 0.04 * (high - low);
    let (low, high) = (low - margin, high + margin);
    let at = |(x, y): (f64, f64)| {
        let share = |value: f64, low: f64, high: f64| (value - low) / (high - low);
        (LEFT + share(x, left, right) * (right_edge - LEFT), BOTTOM - share(y, low, high) * (BOTTOM - TOP))
    };

    // Nothing is counted between whole numbers, such as those of neurons and epochs.
    let whole = |of: fn((f64, f64)) -> f64| points().all(|point| of(point).fract() == 0.0);
    let heights = ticks(low, high, 6, plot.logarithmic || whole(|(_, y)| y));
    for y in &heights {
        let (_, across) = at((left, *y));
        drawing.line("grid", (LEFT, across), (right_edge, across));
        let text = if plot.logarithmic { power(*y) } else { label(*y, &heights) };
        drawing.text("tick", (LEFT - 8.0, across + 4.0), Anchor::End, &text);
    }
    let across = ticks(left, right, 8, whole(|(x, _)| x));
    for x in &across {
        drawing.text("tick", (at((*x, low)).0, BOTTOM + 18.0), Anchor::Middle, &label(*x, &across));
    }
    drawing.line("grid", (LEFT, BOTTOM), (right_edge, BOTTOM));
    drawing.text("tick", (f64::midpoint(LEFT, right_edge), BOTTOM + 36.0), Anchor::Middle, &plot.x);
    drawing.text("tick", (LEFT - 54.0, TOP - 6.0), Anchor::Start, &plot.y);
    let mut legend = TOP + 8.0;
    for (level, name) in &plot.levels {
        let (_, across) = at((left, height(*level)));
        drawing.line("baseline", (LEFT, across), (right_edge, across));
        drawing.text("label baseline", (right_edge - 4.0, across - 5.0), Anchor::End, name);
    }
    for series in &plot.series {
        let colour = format!("series{}", series.colour % COLOURS);
        let places = series.points.iter().filter_map(seen).map(at);
        match series.style {
            // A line through one point cannot be seen.
            Style::Line if series.points.iter().filter_map(seen).count() == 1 => {
                for place in places {
                    drawing.circle(&colour, place, 3.0, &series.name);
                }
            }
            Style::Line => drawing.path(&colour, places),
            Style::Dots => drawing.dots(&colour, places),
            Style::Circles => {
                for (place, (x, y)) in places.zip(series.points.iter().filter(|point| seen(point).is_some()))
                {
                    let tip = format!("{}: {}", short(*x), short(*y));
                    drawing.circle(&format!("{colour} hollow"), place, 3.5, &tip);
                }
            }
        }
        if !series.name.is_empty() {
            drawing.text(
                &format!("label {colour}"),
                (right_edge + 14.0, legend),
                Anchor::Start,
                &series.name,
            );
            legend += 18.0;
        }
    }
    drawing.finish()
}

/// Lowest and highest, apart even if there is one value or none.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        (0.0, 1.0)
    } else if low < high {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    }
}

/// Round numbers between `low` and `high`, about `count`; whole ones if `whole`.
fn ticks(low: f64, high: f64, count: u32, whole: bool) -> Vec<f64> {
    let rough = (high - low) / f64::from(count);
    let decade = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|step| step * decade).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(rough);
    let step = if whole { step.ceil().max(1.0) } else { step };
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}

/// A number of `ticks`, with enough digits to distinguish them.
fn label(value: f64, ticks: &[f64]) -> String {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    if (0.001..f64::INFINITY).contains(&step) || step == f64::INFINITY {
        return short(value);
    }
    let digits = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
    format!("{value:.digits$}")
}

fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// A power of ten.
fn power(exponent: f64) -> String {
    if (-3.5..4.5).contains(&exponent) { short(10_f64.powf(exponent)) } else { format!("1e{exponent:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_in_the_range() {
        assert_eq!(ticks(0.0, 1.0, 6, false), [0.0, 0.2, 0.4, 0.2 * 3.0, 0.8, 1.0]);
        assert_eq!(ticks(-59.0, 59.0, 8, false), [-40.0, -20.0, 0.0, 20.0, 40.0]);
        assert_eq!(ticks(-4.2, 0.3, 6, true), [-4.0, -3.0, -2.0, -1.0, 0.0]);
    }

    #[test]
    fn points_that_are_no_numbers_are_left_out_and_an_empty_plot_is_drawn() {
        let series = |points| Series { name: "one".into(), colour: 0, style: Style::Circles, points };
        let drawn = |logarithmic, points| {
            plot(&Plot { logarithmic, series: vec![series(points)], ..Plot::default() })
                .matches("<circle")
                .count()
        };
        let points = || vec![(0.0, 1.0), (1.0, f64::NAN), (2.0, 0.0), (f64::INFINITY, 1.0)];
        assert_eq!(drawn(false, points()), 2);
        assert_eq!(drawn(true, points()), 1);
        assert_eq!(drawn(false, Vec::new()), 0);
    }

    /// Texts of a drawing, by class.
    fn texts(drawing: &str, class: &str) -> Vec<(f64, String)> {
        let begin = format!("<text class='{class}' x='");
        let texts = drawing.split(&begin).skip(1).map(|rest| {
            let (x, rest) = rest.split_once('\'').unwrap();
            (x.parse().unwrap(), rest.split(['>', '<']).nth(1).unwrap().to_owned())
        });
        texts.collect()
    }

    fn line(name: &str, points: Vec<(f64, f64)>) -> Series {
        Series { name: name.into(), colour: 0, style: Style::Line, points }
    }

    #[test]
    fn a_line_of_one_point_is_a_point_at_a_whole_number() {
        let drawn = plot(&Plot { series: vec![line("accuracy", vec![(1.0, 0.9)])], ..Plot::default() });
        assert_eq!(drawn.matches("<circle").count(), 1);
        let ticks = texts(&drawn, "tick").into_iter();
        let of_x = ticks.filter(|(at, text)| *at > LEFT - 4.0 && !text.is_empty());
        assert_eq!(of_x.map(|(_, text)| text).collect::<Vec<_>>(), ["1"]);
    }

    #[test]
    fn labels_of_an_axis_are_never_the_same() {
        for (points, logarithmic) in [
            (vec![(0.0, 0.0001), (1.0, 0.0004)], false),
            (vec![(0.0, 1e-9), (3e-6, 2e-9)], false),
            (vec![(1.0, 0.5)], false),
            (vec![(1.0, 2.0)], true),
            (vec![(0.0, 0.99991), (1.0, 0.99999)], false),
        ] {
            let drawn =
                plot(&Plot { logarithmic, series: vec![line("", points.clone())], ..Plot::default() });
            let ticks = texts(&drawn, "tick");
            let of_x =
                |x: bool| ticks.iter().filter(move |(at, text)| (*at > LEFT - 4.0) == x && !text.is_empty());
            for x in [false, true] {
                let mut labels: Vec<&str> = of_x(x).map(|(_, text)| text.as_str()).collect();
                let count = labels.len();
                labels.sort_unstable();
                labels.dedup();
                assert_eq!(labels.len(), count, "{points:?}: {labels:?}");
            }
        }
    }

    #[test]
    fn the_longest_name_ends_within_the_picture() {
        for letters in [3, 20, 28, 45] {
            let name = "m".repeat(letters);
            let drawn =
                plot(&Plot { series: vec![line(&name, vec![(0.0, 0.0), (1.0, 1.0)])], ..Plot::default() });
            let [(x, text)] = &texts(&drawn, "label series0")[..] else { panic!("one name") };
            assert!(x + LETTER * text.chars().count() as f64 <= WIDTH, "{letters} letters begin at {x}");
        }
    }
}

//! Small helpers for SVG as text.

use std::fmt::Write;

pub use spindle_wave::escape::html as escape;

/// An SVG drawing under construction. Colours come from the report's style sheet through class
/// names.
#[derive(Debug)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    title: String,
    body: String,
}

/// Position of a text relative to its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    /// A drawing of `width` × `height` units; `title` is read out by screen readers.
    pub fn new(width: f64, height: f64, title: &str) -> Self {
        Self { width, height, title: escape(title), body: String::new() }
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.add(format_args!("<line class='{class}' x1='{x1:.1}' y1='{y1:.1}' x2='{x2:.1}' y2='{y2:.1}'/>"));
    }

    pub fn rectangle(&mut self, class: &str, at: (f64, f64), size: (f64, f64), tip: &str) {
        let ((x, y), (width, height)) = (at, size);
        let tip = if tip.is_empty() { String::new() } else { format!("<title>{}</title>", escape(tip)) };
        self.add(format_args!(
            "<rect class='{class}' x='{x:.1}' y='{y:.1}' width='{width:.1}' height='{height:.1}'>{tip}</rect>"
        ));
    }

    /// A rectangle whose opacity is `strength`, 0 … 1.
    pub fn shade(&mut self, class: &str, at: (f64, f64), size: (f64, f64), strength: f64) {
        let ((x, y), (width, height)) = (at, size);
        self.add(format_args!(
            "<rect class='{class}' x='{x:.1}' y='{y:.1}' width='{width:.1}' height='{height:.1}' \
             fill-opacity='{strength:.2}'/>"
        ));
    }

    pub fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y) = at;
        self.add(format_args!(
            "<text class='{class}' x='{x:.1}' y='{y:.1}' text-anchor='{anchor}'>{}</text>",
            escape(text)
        ));
    }

    /// A line through `points`.
    pub fn path(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (x, y) in points {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{x:.1} {y:.1}");
        }
        self.add(format_args!("<path class='{class}' d='{path}'/>"));
    }

    /// A dot at each of `points`, all one element.
    pub fn dots(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (x, y) in points {
            let _ = write!(path, "M{x:.1} {y:.1}h0");
        }
        self.add(format_args!("<path class='{class} dots' d='{path}'/>"));
    }

    pub fn circle(&mut self, class: &str, at: (f64, f64), radius: f64, tip: &str) {
        let (x, y) = at;
        self.add(format_args!(
            "<circle class='{class}' cx='{x:.1}' cy='{y:.1}' r='{radius:.1}'><title>{}</title></circle>",
            escape(tip)
        ));
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }

    /// The `<svg>` element.
    pub fn finish(self) -> String {
        let Self { width, height, title, body } = self;
        format!("<svg viewBox='0 0 {width:.0} {height:.0}' role='img'><title>{title}</title>\n{body}</svg>\n")
    }
}

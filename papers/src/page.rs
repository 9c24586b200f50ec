//! The HTML report of reproduced experiments.

use std::fmt::Write;

use spindle_report::{Figure, Number, document, escape, write_numbers};

/// Published experiments and ours.
#[derive(Clone, Debug, Default)]
pub struct Reproduction {
    /// Heading.
    pub title: String,
    /// One or two sentences under it.
    pub summary: String,
    /// The numbers that matter most, shown large.
    pub numbers: Vec<Number>,
    /// The experiments.
    pub sections: Vec<Section>,
    /// Command that regenerates this report.
    pub command: String,
}

/// One experiment.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Heading.
    pub title: String,
    /// Published result.
    pub paper: String,
    /// Our result.
    pub ours: String,
    /// The numbers.
    pub lines: Vec<Line>,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// A number in the table of an experiment; texts as they are shown.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Measured quantity.
    pub what: String,
    /// The published number.
    pub paper: String,
    /// Acceptance bar.
    pub bar: String,
    /// Aim beyond the bar.
    pub aim: String,
    /// Value reached.
    pub reached: String,
    /// True if the bar is met, where that is claimed.
    pub met: Option<bool>,
    /// Why nothing is claimed, or whether the aim is met.
    pub remark: String,
    /// The seeds.
    pub seeds: String,
    /// Float, golden model or hardware.
    pub model: String,
    /// The command that measures it.
    pub command: String,
}

impl Reproduction {
    /// The whole HTML document.
    pub fn html(&self) -> String {
        let mut body = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut body);
        document(&self.title, &body)
    }

    fn write(&self, body: &mut String) -> std::fmt::Result {
        writeln!(body, "<header><h1>{}</h1><p>{}</p></header>", escape(&self.title), escape(&self.summary))?;
        write_numbers(body, &self.numbers)?;
        for section in &self.sections {
            section.write(body)?;
        }
        writeln!(body, "<footer>{}</footer>", escape(&self.command))
    }
}

impl Section {
    fn write(&self, body: &mut String) -> std::fmt::Result {
        let [title, paper, ours] = [&self.title, &self.paper, &self.ours].map(|text| escape(text));
        writeln!(
            body,
            "<section><h2>{title}</h2><h3>Published</h3><p>{paper}</p><h3>Ours</h3><p>{ours}</p>"
        )?;
        for Figure { title, caption, svg } in &self.figures {
            writeln!(body, "<h3>{}</h3><p>{}</p>\n{svg}", escape(title), escape(caption))?;
        }
        writeln!(
            body,
            "<div class='scroll'><table>\n<tr><th>measured</th><th>published</th><th>bar</th><th>aim</th>"
        )?;
        writeln!(body, "<th>reached</th><th>verdict</th><th>model</th><th>seeds</th><th>command</th></tr>")?;
        for line in &self.lines {
            line.write(body)?;
        }
        writeln!(body, "</table></div></section>")
    }
}

impl Line {
    fn write(&self, body: &mut String) -> std::fmt::Result {
        let cell = |text: &str| format!("<td>{}</td>", escape(text));
        let (class, word) = match self.met {
            Some(true) => ("mark-ok", "✓ met"),
            Some(false) => ("mark-bad", "✗ missed"),
            None => ("", ""),
        };
        body.push_str("<tr>");
        body.push_str(&cell(&self.what));
        body.push_str(&cell(&self.paper));
        for text in [&self.bar, &self.aim, &self.reached] {
            write!(body, "<td class='unbroken'>{}</td>", escape(text))?;
        }
        let remark = escape(&self.remark);
        write!(body, "<td><span class='{class}'>{word}</span> {remark}</td>")?;
        body.push_str(&cell(&self.model));
        body.push_str(&cell(&self.seeds));
        writeln!(body, "<td><code>{}</code></td></tr>", escape(&self.command))
    }
}

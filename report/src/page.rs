//! The HTML report around the figures.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::svg::escape;

/// The HTML report of a run.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Heading.
    pub title: String,
    /// One or two sentences under it.
    pub summary: String,
    /// The numbers that matter most, shown large.
    pub numbers: Vec<Number>,
    /// The checks.
    pub verdicts: Vec<Verdict>,
    /// The figures, in order.
    pub figures: Vec<Figure>,
    /// Tables after them.
    pub tables: Vec<Table>,
    /// Command that regenerates this report.
    pub command: String,
}

/// A number with its name.
#[derive(Clone, Debug)]
pub struct Number {
    /// The number with its unit.
    pub value: String,
    /// Its kind.
    pub name: String,
}

/// Something that was checked.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Amounts compared.
    pub name: String,
    /// True if it holds.
    pub holds: bool,
    /// Amounts compared, or the first difference.
    pub detail: String,
}

/// A table with its heading.
#[derive(Clone, Debug)]
pub struct Table {
    /// Heading.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells, as many a row as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A drawing with its caption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Heading.
    pub title: String,
    /// Caption of the figure.
    pub caption: String,
    /// The `<svg>` element.
    pub svg: String,
}

impl Page {
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
        if !self.verdicts.is_empty() {
            writeln!(body, "<section><h2>Verdicts</h2><div class='scroll'><table>")?;
            writeln!(body, "<tr><th>compared</th><th>verdict</th><th>amount</th></tr>")?;
            for Verdict { name, holds, detail } in &self.verdicts {
                let (class, word) =
                    if *holds { ("mark-ok", "✓ equal") } else { ("mark-bad", "✗ different") };
                let (name, detail) = (escape(name), escape(detail));
                writeln!(body, "<tr><td>{name}</td><td class='{class}'>{word}</td><td>{detail}</td></tr>")?;
            }
            writeln!(body, "</table></div></section>")?;
        }
        for Figure { title, caption, svg } in &self.figures {
            let (title, caption) = (escape(title), escape(caption));
            writeln!(body, "<section><h2>{title}</h2><p>{caption}</p>\n{svg}</section>")?;
        }
        for Table { title, columns, rows } in &self.tables {
            let row = |tag: &str, cells: &[String]| {
                let cells: Vec<_> =
                    cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
                format!("<tr>{}</tr>", cells.concat())
            };
            let (title, head) = (escape(title), row("th", columns));
            writeln!(body, "<section><h2>{title}</h2><div class='scroll'><table>\n{head}")?;
            for cells in rows {
                writeln!(body, "{}", row("td", cells))?;
            }
            writeln!(body, "</table></div></section>")?;
        }
        writeln!(body, "<footer>{}</footer>", escape(&self.command))
    }
}

/// A whole document around `body`.
pub fn document(title: &str, body: &str) -> String {
    let title = escape(title);
    let style = include_str!("style.css");
    format!(
        "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n\
         <meta name='viewport' content='width=device-width, initial-scale=1'>\n<title>{title}</title>\n\
         <style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// The large numbers under the heading.
///
/// # Errors
/// None: writing to a string cannot fail.
pub fn write_numbers(body: &mut String, numbers: &[Number]) -> std::fmt::Result {
    if numbers.is_empty() {
        return Ok(());
    }
    writeln!(body, "<section class='numbers'>")?;
    for Number { value, name } in numbers {
        writeln!(body, "<div><b>{}</b><small>{}</small></div>", escape(value), escape(name))?;
    }
    writeln!(body, "</section>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_cannot_become_markup() {
        let cell = || vec!["<script>".to_owned()];
        let table = Table { title: "<script>".into(), columns: cell(), rows: vec![cell()] };
        let page = Page {
            title: "<script>".into(),
            summary: "a & b".into(),
            tables: vec![table],
            ..Page::default()
        };
        let html = page.html();
        assert!(!html.contains("<script>") && html.contains("&lt;script&gt;") && html.contains("a &amp; b"));
    }
}

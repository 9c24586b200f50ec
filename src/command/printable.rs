//! Text that a terminal shows and does not obey: names, labels and lines of files may hold
//! anything.

use std::borrow::Cow;

use spindle_wave::escape::is_unsafe;

/// Characters of a line of an error, and lines of one, that are shown.
const LINE: usize = 2_000;
const LINES: usize = 200;

/// True if a character is not printable, except line ends and tabs.
fn acts(character: char) -> bool {
    is_unsafe(character) && !"\n\t".contains(character)
}

/// The text with terminal control characters escaped, such as `\u{1b}`.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if acts(character) { shown.extend(character.escape_default()) } else { shown.push(character) }
    }
    Cow::Owned(shown)
}

/// The text without the middle of very long lines, and without lines beyond many.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    let long = |line: &str| line.chars().nth(LINE).is_some();
    let count = text.lines().count();
    if count <= LINES && !text.lines().any(long) {
        return Cow::Borrowed(text);
    }
    // The cause is often at the end.
    let line = |line: &str| match (line.char_indices().nth(LINE), line.char_indices().nth_back(LINE / 4)) {
        (Some(_), Some((tail, _))) => {
            let head = line.char_indices().nth(LINE / 2).map_or(0, |(head, _)| head);
            format!("{} … ({} bytes) … {}", &line[..head], tail - head, &line[tail..])
        }
        _ => line.to_owned(),
    };
    let mut lines: Vec<String> = text.lines().take(LINES).map(line).collect();
    if count > LINES {
        lines.push(format!("… and {} lines more", count - LINES));
    }
    Cow::Owned(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_as_text() {
        assert_eq!(printable("a\n\tü — 漢"), "a\n\tü — 漢");
        assert_eq!(printable("\u{1b}[2J\r\u{7}\u{9b}\u{7f}\0"), r"\u{1b}[2J\r\u{7}\u{9b}\u{7f}\u{0}");
        assert_eq!(printable("\u{202e}abc\u{2066}\u{2028}"), r"\u{202e}abc\u{2066}\u{2028}");
    }

    #[test]
    fn long_errors_are_shortened() {
        assert_eq!(shortened("a\nb"), "a\nb");
        let long = "ü".repeat(LINE) + "z";
        let (head, tail) = ("ü".repeat(LINE / 2), "ü".repeat(LINE / 4) + "z");
        assert_eq!(shortened(&long), format!("{head} … ({} bytes) … {tail}", LINE / 4 * 2));
        let whole = "ü".repeat(LINE);
        assert_eq!(shortened(&whole), whole);
        let many = "x\n".repeat(LINES + 2);
        assert!(shortened(&many).ends_with("x\n… and 2 lines more"));
    }
}

//! Texts of a board's description, and their allowed forms. They become words of Yosys scripts,
//! arguments of nextpnr and openFPGALoader, lines of constraint files (Tcl for Xilinx), comments
//! and names of files; this is the one place where they are checked, so that none of them ends its
//! word, line or string, or is taken for an option.

use super::description::Board;
use super::family::Family;

/// Most characters of a word.
const WORD: usize = 64;
/// Maximum number of characters of a free text, or of all attributes of a pin.
const TEXT: usize = 256;
/// Most words of `synthesis`, and lines of `lines`.
const LIST: usize = 16;
/// Least and greatest frequency of an oscillator, Hz.
const HERTZ: std::ops::RangeInclusive<u64> = 1..=1_000_000_000;

/// Options of Yosys' synthesis commands: those that select the technology mapping. None takes an
/// argument.
const OPTIONS: [&str; 19] = [
    "-abc2",
    "-abc9",
    "-dff",
    "-dsp",
    "-noabc9",
    "-noalu",
    "-nobram",
    "-noccu2",
    "-nocarry",
    "-nodffe",
    "-nodsp",
    "-noflatten",
    "-noiopads",
    "-nolutram",
    "-no-rw-check",
    "-nosrl",
    "-nowidelut",
    "-retime",
    "-spram",
];

/// A text that may not be there.
pub(super) struct Refused {
    /// The key, such as `pins.rx.attributes`.
    pub key: String,
    /// Text that is refused.
    pub value: String,
    /// Remedy: the required form of the text.
    pub remedy: String,
}

/// The first text of `board` that may not be there.
pub(super) fn check(board: &Board) -> Result<(), Refused> {
    let refuse = |key: &str, value: &str, remedy: String| {
        Err(Refused { key: key.to_owned(), value: value.to_owned(), remedy })
    };
    for (key, value) in [
        ("name", Some(&board.name)),
        ("device", Some(&board.device)),
        ("package", Some(&board.package)),
        ("speed", board.speed.as_ref()),
        ("series", board.series.as_ref()),
        ("programmer", Some(&board.programmer)),
    ] {
        let also = if key == "name" { "-_" } else { "-_./" };
        if let Some(value) = value.filter(|value| !is_word(value, also)) {
            return refuse(key, value, word_remedy(also));
        }
    }
    if let Some(known) = board.family.devices().filter(|known| !known.contains(&board.device.as_str())) {
        return refuse("device", &board.device, format!("choose {}", known.join(", ")));
    }
    for (key, value) in [
        ("title", &board.title),
        ("flash", &board.flash),
        ("source.project", &board.source.project),
        ("source.file", &board.source.file),
        ("source.url", &board.source.url),
    ] {
        if !is_text(value) {
            return refuse(
                key,
                value,
                format!("write one line of at most {TEXT} characters that does not end with a backslash"),
            );
        }
    }
    for (signal, pin, attributes) in board.signals() {
        let table = if signal == "clock" { "clock".to_owned() } else { format!("pins.{signal}") };
        if !is_word(pin, "_") {
            return refuse(&format!("{table}.pin"), pin, word_remedy("_"));
        }
        if !is_attributes(attributes) {
            let remedy = "write words of letters, digits and `-_=.`, with single spaces between them".into();
            return refuse(&format!("{table}.attributes"), attributes, remedy);
        }
    }
    if board.synthesis.len() > LIST || board.lines.len() > LIST {
        let key = if board.lines.len() > LIST { "lines" } else { "synthesis" };
        return refuse(key, "too many", format!("list at most {LIST}"));
    }
    if let Some(option) = board.synthesis.iter().find(|option| !OPTIONS.contains(&option.as_str())) {
        return refuse("synthesis", option, format!("choose from {}", OPTIONS.join(", ")));
    }
    if let Some(line) = board.lines.iter().find(|line| !is_line(board.family, line)) {
        let remedy = match board.family {
            Family::Xilinx => "write `set_property KEY VALUE [current_design]`, of letters, digits, `-_.`",
            Family::Ecp5 => "write `SYSCONFIG KEY=VALUE …;` or `BLOCK WORD;`, of letters, digits, `-_=.`",
            Family::Ice40 | Family::Gowin => "leave the key out: this family has none",
        };
        return refuse("lines", line, remedy.into());
    }
    if !HERTZ.contains(&board.clock.hertz) {
        let remedy = format!("choose {} to {}", HERTZ.start(), HERTZ.end());
        return refuse("clock.hertz", &board.clock.hertz.to_string(), remedy);
    }
    Ok(())
}

fn word_remedy(also: &str) -> String {
    format!("write at most {WORD} letters, digits and `{also}`, a letter or digit first")
}

/// True if a text is a word of letters, digits and those of `also`. A first character of `also`
/// could make it an option.
fn is_word(text: &str, also: &str) -> bool {
    text.len() <= WORD
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || also.contains(character))
        && !text.contains("..")
}

/// True if a text can be a part of a one-line comment. A backslash at its end would continue it.
fn is_text(text: &str) -> bool {
    text.len() <= TEXT && !text.chars().any(char::is_control) && !text.ends_with('\\')
}

/// True if a text is empty or attributes in the vendor's syntax, such as `IO_TYPE=LVCMOS33`,
/// `-pullup yes`.
fn is_attributes(text: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_=.".contains(character);
    let word = |word: &str| !word.is_empty() && word.chars().all(plain);
    text.is_empty() || text.len() <= TEXT && text.split(' ').all(word)
}

/// True if a text is a line that the constraint file of `family` may have. That of Xilinx is a
/// program.
fn is_line(family: Family, line: &str) -> bool {
    let words = match family {
        Family::Xilinx => {
            line.strip_prefix("set_property ").and_then(|line| line.strip_suffix(" [current_design]"))
        }
        Family::Ecp5 => line
            .strip_suffix(';')
            .filter(|line| ["SYSCONFIG ", "BLOCK "].iter().any(|start| line.starts_with(start))),
        Family::Ice40 | Family::Gowin => None,
    };
    words.is_some_and(|words| !words.is_empty() && is_attributes(words))
}

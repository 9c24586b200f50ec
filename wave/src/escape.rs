//! Text from files, made safe for where it is shown.

use std::borrow::Cow;
use std::fmt::Write;

/// True if a character moves the cursor, changes a terminal's state, hides, or reorders the text
/// around it.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Text for a terminal: control characters, and those that hide or turn the direction of writing,
/// as `\n` or `\u{1b}`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return text.into();
    }
    let mut cleaned = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            cleaned.extend(character.escape_default());
        } else {
            cleaned.push(character);
        }
    }
    cleaned.into()
}

/// Escapes text for HTML and quoted attributes. Line ends, which are blanks there, are kept.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => escaped.push(character),
            other if is_unsafe(other) => escaped.extend(other.escape_default()),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// JSON for a terminal. Of unsafe characters only those above ASCII's can be in it as they are, and
/// only in strings.
pub fn json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 8);
    for character in json.chars() {
        if is_unsafe(character) {
            // All of them are in the first plane.
            // (Writing to a string cannot fail.)
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{9b}d"), "a\\u{1b}[2Jb\\nc\\u{9b}d");
        assert_eq!(clean("x\u{202e}y\u{2066}z\u{7f}"), "x\\u{202e}y\\u{2066}z\\u{7f}");
        assert_eq!(clean("\u{feff}\u{200b}\r\t"), "\\u{feff}\\u{200b}\\r\\t");
        assert_eq!(clean("\u{61c}a\u{e0061}"), "\\u{61c}a\\u{e0061}");
        assert!(matches!(clean("größe µs"), Cow::Borrowed("größe µs")));
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<a href='b'>\"&\u{1b}\n"), "&lt;a href=&#39;b&#39;&gt;&quot;&amp;\\u{1b}\n");
    }

    #[test]
    #[cfg(feature = "cli")]
    fn json_stays_json() {
        let text = serde_json::to_string("a\u{1b}\u{9b}\u{7f}\"").unwrap();
        assert!(text.contains('\u{9b}'), "the library leaves it");
        let escaped = json(&text);
        assert_eq!(escaped, "\"a\\u001b\\u009b\\u007f\\\"\"");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), "a\u{1b}\u{9b}\u{7f}\"");
    }
}

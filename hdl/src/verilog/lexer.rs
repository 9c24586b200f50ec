//! Verilog as tokens.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A system task or function, `$` included.
    System,
    /// A number, sized or not.
    Number,
    /// A string, quotes included.
    Text,
    /// Anything else.
    Symbol,
}

/// A token with its line, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// Its kind.
    pub kind: TokenKind,
    /// Its characters.
    pub text: &'a str,
    /// Its line, from 1.
    pub line: usize,
}

/// `@(*)` comes before attributes, which begin the same.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?P<skipped> \s+ | //[^\n]* | `[^\n]* )
        | (?P<sensitivity> @\s*\(\s*\*\s*\) )
        | (?P<attribute> \(\*(?s:.*?)\*\) )
        | (?P<text> "[^"\n]*" )
        | (?P<system> \$[A-Za-z_]\w* )
        | (?P<number> \d+\s*'[sS]?[bdhoBDHO][0-9a-fA-F_xXzZ?]+ | \d[\d_]* )
        | (?P<word> [A-Za-z_][\w$]* )
        | (?P<symbol> <<<|>>>|===|!==|<<|>>|<=|>=|==|!=|&&|\|\||~&|~\||~\^|\+:|-:|(?s:.) )"#,
    )
    .expect("a valid expression")
});

/// All tokens of a text; comments, attributes and compiler directives are left out.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut line = 1;
    let mut found = Vec::new();
    for captures in TOKEN.captures_iter(text) {
        let whole = captures.get(0).expect("a match").as_str();
        let kinds = [
            ("text", TokenKind::Text),
            ("system", TokenKind::System),
            ("number", TokenKind::Number),
            ("word", TokenKind::Word),
            ("symbol", TokenKind::Symbol),
        ];
        if captures.name("sensitivity").is_some() {
            found.push(Token { kind: TokenKind::Symbol, text: "@*", line });
        } else if let Some((_, kind)) = kinds.into_iter().find(|(name, _)| captures.name(name).is_some()) {
            found.push(Token { kind, text: whole, line });
        }
        line += whole.matches('\n').count();
    }
    found
}

/// The words of a text, keywords included.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    TOKEN.captures_iter(text).filter_map(|captures| captures.name("word")).map(|word| word.as_str())
}

/// The text with every word replaced; strings, numbers, comments and system names stay.
pub fn replace_words(text: &str, replace: impl Fn(&str) -> String) -> String {
    let one = |captures: &Captures| match captures.name("word") {
        Some(word) => replace(word.as_str()),
        None => captures[0].to_owned(),
    };
    TOKEN.replace_all(text, one).into_owned()
}

/// The text with every string replaced.
pub fn replace_strings(text: &str, mut replace: impl FnMut(&str) -> String) -> String {
    let one = |captures: &Captures| match captures.name("text") {
        Some(string) => replace(string.as_str()),
        None => captures[0].to_owned(),
    };
    TOKEN.replace_all(text, one).into_owned()
}

/// Value of a literal such as `8'hfd`, `2'b10` or `12`; `None` if it is wider than 64 bits or has
/// unknowns.
pub fn value(literal: &str) -> Option<u64> {
    let Some((_, digits)) = literal.split_once('\'') else { return literal.replace('_', "").parse().ok() };
    let digits = digits.trim_start_matches(['s', 'S']);
    let radix = match digits.chars().next()? {
        'b' | 'B' => 2,
        'o' | 'O' => 8,
        'd' | 'D' => 10,
        _ => 16,
    };
    u64::from_str_radix(&digits[1..].replace('_', ""), radix).ok()
}

/// Width of a sized literal, bits; `None` for an unsized one.
pub fn size(literal: &str) -> Option<usize> {
    literal.split_once('\'').and_then(|(bits, _)| bits.trim().parse().ok())
}

/// A literal of this width and value.
pub fn literal(bits: usize, value: u64) -> String {
    match bits {
        1 => format!("1'b{value:b}"),
        _ => format!("{bits}'h{value:x}"),
    }
}

//! Texts of a board's description that would be more than they should be in a script, a constraint
//! file or an argument.

use spindle::board::{Board, vendor_files};
use toml_edit::{DocumentMut, Item, value};

use super::{description, folder, refused, spindle};

/// Texts that end a word, a line, a string or a comment of some tool, are an option, lead out of a
/// folder, or have no end.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "-run begin:begin\n!touch PWNED\nlog",
        "x\n!touch PWNED",
        "x\r!touch PWNED",
        "x; exec touch PWNED",
        "[exec touch PWNED]",
        "$(touch PWNED)",
        "`touch PWNED`",
        "x\" PWNED \"",
        "x' PWNED '",
        "x} PWNED {",
        "x\\",
        "-run",
        "--run",
        "x\0",
        "x\u{1b}]0;PWNED\u{7}",
        "../x",
        "x/../../y",
        "x y",
        "$HOME",
        "#x",
        "",
    ]
    .map(str::to_owned)
    .into();
    texts.push("x".repeat(100_000));
    texts
}

/// `board` with `text` at a path of keys.
fn with(board: &str, path: &[&str], text: &str) -> Result<Board, String> {
    let mut document: DocumentMut = description(board).parse().unwrap();
    let mut item: &mut Item = document.as_item_mut();
    for key in path {
        item = &mut item[key];
    }
    *item = match path {
        ["synthesis" | "lines"] => value(toml_edit::Array::from_iter([text])),
        _ => value(text),
    };
    Board::parse("mine.toml", &document.to_string()).map_err(|error| error.to_string())
}

#[test]
fn no_field_that_is_a_word_takes_anything_else() {
    let mut count = 0;
    for board in ["icebreaker", "ulx3s-25f", "tangnano9k", "basys3"] {
        for path in [
            &["name"][..],
            &["device"],
            &["package"],
            &["speed"],
            &["series"],
            &["programmer"],
            &["synthesis"],
            &["lines"],
            &["clock", "pin"],
            &["pins", "rx", "pin"],
            &["pins", "tx", "pin"],
            &["pins", "led", "pin"],
        ] {
            for text in texts() {
                let error = with(board, path, &text).expect_err(&format!("{board}: {path:?} = {text:?}"));
                assert!(error.starts_with("mine.toml: "), "{error}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 4 * 12 * texts().len());
}

/// Attributes are several words; free texts are in one-line comments.
#[test]
fn attributes_and_comments_do_not_end_where_they_stand() {
    let free = ["x y", "-run", "--run", ""];
    for board in ["icebreaker", "ulx3s-25f", "tangnano9k", "basys3"] {
        for path in
            [&["clock", "attributes"][..], &["pins", "rx", "attributes"], &["pins", "led", "attributes"]]
        {
            for text in texts().iter().filter(|text| !free.contains(&text.as_str())) {
                let error = with(board, path, text).expect_err(&format!("{board}: {path:?} = {text:?}"));
                assert!(error.contains(".attributes = "), "{error}");
            }
        }
        for path in
            [&["title"][..], &["flash"], &["source", "project"], &["source", "file"], &["source", "url"]]
        {
            for text in texts() {
                let Ok(board) = with(board, path, &text) else { continue };
                for (name, file) in vendor_files(&board) {
                    let last = |line: &str| line.ends_with('\\');
                    assert!(!file.lines().any(last) && !file.contains('\0'), "{name}:\n{file}");
                    let beside = |line: &&str| line.contains("PWNED") && !line.starts_with(['#', '/']);
                    assert_eq!(file.lines().find(beside), None, "{name}");
                }
            }
            for text in ["x\ny", "x\ry", "x\\", "x\u{1b}[2J", "x\u{9b}2J"] {
                assert!(with(board, path, text).is_err(), "{board}: {path:?} = {text:?}");
            }
        }
    }
}

#[test]
fn options_and_lines_of_the_stated_forms_are_taken() {
    for (board, path, text) in [
        ("icebreaker", "synthesis", "-abc9"),
        ("ulx3s-25f", "synthesis", "-nowidelut"),
        ("ulx3s-25f", "lines", "SYSCONFIG CONFIG_IOVOLTAGE=3.3 COMPRESS_CONFIG=ON;"),
        ("basys3", "lines", "set_property CFGBVS VCCO [current_design]"),
    ] {
        with(board, &[path], text).unwrap_or_else(|error| panic!("{error}"));
    }
    let error = with("icebreaker", &["device"], "run").unwrap_err();
    assert!(error.contains("device = \"run\"") && error.contains("up5k"), "{error}");
    let huge = description("icebreaker").replace("hertz = 12_000_000", "hertz = 9_000_000_000_000_000_000");
    assert!(Board::parse("mine.toml", &huge).unwrap_err().to_string().contains("clock.hertz"));
    let huge = description("icebreaker").replace("lanes = ", "lanes = 100000000");
    assert!(Board::parse("mine.toml", &huge).unwrap_err().to_string().contains("geometry.lanes"));
}

/// Refused before any tool is searched.
#[test]
fn a_hostile_board_is_refused_and_nothing_is_run() {
    let folder = folder();
    let text = description("icebreaker").replace(
        "\n[source]",
        "\nsynthesis = [\"-run begin:begin\\n!touch PWNED\\n!exit 0\\nlog \"]\n[source]",
    );
    std::fs::write(folder.path().join("evil.toml"), text).unwrap();
    let mut command = spindle(&["build", "--board", "evil.toml", "--preset", "iris", "--out", "out"]);
    let (code, error) = refused(command.current_dir(folder.path()));
    assert_eq!(code, 2, "{error}");
    assert!(error.contains("evil.toml: synthesis = ") && error.contains("choose from -abc2"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the description alone");
}

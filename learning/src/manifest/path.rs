//! Paths of keys, such as `network.groups[0].leak`, and the values at them.

use serde_json::Value as Json;
use toml_edit::{Item, Value};

/// Steps and bytes of a path: no number is deeper, and tables are made for keys that are absent.
const DEEPEST: usize = 8;
const LONGEST: usize = 256;

/// `a.b[1].c` in steps; `None` if it is not such a path.
pub(super) fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    if path.len() > LONGEST || path.split(['.', '[']).count() > DEEPEST {
        return None;
    }
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.push(Step::Key(pieces.next()?));
        for piece in pieces {
            steps.push(Step::Index(piece.strip_suffix(']')?.parse().ok()?));
        }
    }
    Some(steps)
}

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    /// The value that the path leads to.
    pub(super) fn of<'a>(&self, at: &'a Json) -> Option<&'a Json> {
        match self {
            Self::Key(key) => at.get(key),
            Self::Index(index) => at.get(index),
        }
    }
}

/// Sets the value at `path`. The last key may be absent from its table, and so may tables above it;
/// items of a list may not.
pub(super) fn set(document: &mut Item, path: &str, mut value: Value) -> Option<()> {
    let steps = steps(path)?;
    let (Step::Key(last), above) = steps.split_last()? else { return None };
    let table = above
        .iter()
        .try_fold(document, |at, step| match *step {
            Step::Key(key) => Some(at.as_table_like_mut()?.entry(key).or_insert_with(toml_edit::table)),
            Step::Index(index) => at.get_mut(index),
        })?
        .as_table_like_mut()?;
    if let Some(old) = table.get(last).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    // `insert` would lose the comment in front of the key.
    match table.get_mut(last) {
        Some(item) => *item = Item::Value(value),
        None => _ = table.insert(last, Item::Value(value)),
    }
    Some(())
}

//! Suggestions for mistyped names.

/// Letters that a name may differ in and still be near.
const LETTERS: usize = 3;

/// Letters of a name that could be meant: comparing takes time with their number.
const LONGEST: usize = 64;

/// Those of the `known` names that contain `name`; otherwise those that differ in few letters, the
/// nearest first.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', '_'], "");
    let wanted = plain(name);
    let apart = |known: &str| strsim::damerau_levenshtein(&wanted, &plain(known));
    let mut near: Vec<_> = known.map(|known| (apart(known), known)).collect();
    near.sort_unstable();
    let containing: Vec<&str> =
        near.iter().map(|(_, known)| *known).filter(|known| plain(known).contains(&wanted)).collect();
    if !containing.is_empty() && !wanted.is_empty() {
        return containing;
    }
    near.into_iter().filter(|(letters, _)| *letters <= LETTERS).map(|(_, known)| known).collect()
}

/// Remedy for an unknown `name`: similar names, or all that are `known` if none is similar.
pub fn advice<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let near = nearest(name, known.clone());
    if near.is_empty() {
        return format!("choose {}", known.collect::<Vec<_>>().join(", "));
    }
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", near.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["iris", "digits", "digits-16", "mnist-hidden"];

    #[test]
    fn a_part_of_a_name_and_a_few_letters_are_near() {
        assert_eq!(nearest("mnist", KNOWN.into_iter()), ["mnist-hidden"]);
        assert_eq!(nearest("Digit", KNOWN.into_iter()), ["digits", "digits-16"]);
        assert_eq!(nearest("digits_16", KNOWN.into_iter()), ["digits-16"]);
        assert_eq!(nearest("iri", KNOWN.into_iter()), ["iris"]);
        assert_eq!(nearest("irsi", KNOWN.into_iter()), ["iris"]);
        assert!(nearest("", KNOWN.into_iter()).is_empty());
        // A comparison letter by letter would take gigabytes.
        assert!(nearest(&"i".repeat(4 << 20), KNOWN.into_iter()).is_empty());
    }

    #[test]
    fn all_names_are_listed_where_none_is_near() {
        assert_eq!(advice("zzzzzzz", KNOWN.into_iter()), "choose iris, digits, digits-16, mnist-hidden");
        assert_eq!(advice("mnist", KNOWN.into_iter()), "did you mean `mnist-hidden`?");
    }
}

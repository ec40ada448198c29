//! Letter case: the one function that decides whether two texts differ in it alone.

/// `text` in lower case by Unicode's rules. Texts that differ in letter case alone fold to the same text, so addresses,
/// usernames, domains and searches are compared by it. SQL calls it as `fold`.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folding_ignores_case_in_every_script_and_changes_nothing_twice() {
        for (text, folded) in
            [("A@X.IO", "a@x.io"), ("ÜBER@X.IO", "über@x.io"), ("ПОЧТА", "почта"), ("İ", "i\u{307}")]
        {
            assert_eq!(fold(text), folded);
            assert_eq!(fold(folded), folded);
        }
    }
}

//! Path templates with `{name}` for each parameter.

use crate::error::ClerkError;
use crate::pairs::percent_decoded;

/// The number of parameters. Templates with fewer parameters win.
pub(super) fn parameters(path: &str) -> usize {
    path.matches('{').count()
}

/// Whether a path matches this template.
pub(crate) fn is_at(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(wanted), Some(found)) if wanted.starts_with('{') && !found.is_empty() => {}
            _ => return false,
        }
    }
}

/// The names and decoded values of a path that matches this template.
pub(super) fn values(template: &str, path: &str) -> Result<Vec<(String, String)>, ClerkError> {
    let name = |part: &str| Some(part.strip_prefix('{')?.strip_suffix('}')?.to_owned());
    let named = template.split('/').zip(path.split('/'));
    named
        .filter_map(|(part, value)| Some((name(part)?, value)))
        .map(|(name, value)| Ok((name, percent_decoded(value)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_at, values};

    #[test]
    fn parameters_are_decoded_and_a_slash_in_one_does_not_end_it() {
        let found = values("/v1/{first}/b/{second}", "/v1/x%2Fy%20/b/z").unwrap();
        let expected = [("first", "x/y "), ("second", "z")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(values("/v1/{first}", "/v1/%zz").is_err());
    }

    #[test]
    fn a_parameter_matches_one_path_segment_that_is_not_empty() {
        for (path, expected) in [
            ("/v1/users/user_1/ban", true),
            ("/v1/users/user_1", false),
            ("/v1/users//ban", false),
            ("/v1/users/user_1/ban/", false),
            ("/v1/users/a/b/ban", false),
        ] {
            assert_eq!(is_at("/v1/users/{user_id}/ban", path), expected, "{path}");
        }
    }
}

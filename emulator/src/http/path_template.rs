//! Paths with `{name}` for each parameter.

/// How many parameters a path has: one with fewer comes first.
pub(super) fn parameters(path: &str) -> usize {
    path.matches('{').count()
}

/// Whether a path is one of this template.
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

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn a_parameter_is_one_part_of_a_path_that_is_not_empty() {
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

//! Packs custom permissions into a session token's claims (Clerk's documentation, "Session tokens", version 2). `fea`
//! lists the features and `per` the permission words. The bits of `fpm` assign words to features. Tokens do not include
//! system permissions.

/// The packed claims. All are `None` if the role has no custom permission.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) fea: Option<String>,
    pub(crate) per: Option<String>,
    pub(crate) fpm: Option<String>,
}

/// Packs permission keys of the form `org:<feature>:<permission>`.
pub(crate) fn features(permission_keys: &[String]) -> Features {
    let mut features: Vec<(&str, u64)> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for key in permission_keys {
        let Some((feature, word)) = key.strip_prefix("org:").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        if feature.starts_with("sys_") {
            continue;
        }
        let bit = words.iter().position(|known| *known == word).unwrap_or_else(|| {
            words.push(word);
            words.len() - 1
        });
        // Clients read a 64-bit mask, so words after the 64th have no bit.
        let mask = u32::try_from(bit).ok().and_then(|bit| 1_u64.checked_shl(bit)).unwrap_or(0);
        match features.iter_mut().find(|(known, _)| *known == feature) {
            Some((_, held)) => *held |= mask,
            None => features.push((feature, mask)),
        }
    }
    if features.is_empty() {
        return Features::default();
    }
    let join = |parts: Vec<String>| Some(parts.join(","));
    Features {
        fea: join(features.iter().map(|(feature, _)| format!("o:{feature}")).collect()),
        per: join(words.iter().map(|word| (*word).to_owned()).collect()),
        fpm: join(features.iter().map(|(_, mask)| mask.to_string()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_feature_has_a_mask_over_the_permission_words() {
        let keys =
            ["org:sys_memberships:read", "org:invoices:read", "org:invoices:manage", "org:reports:manage"];
        let packed = features(&keys.map(str::to_owned));
        assert_eq!(packed.fea.as_deref(), Some("o:invoices,o:reports"));
        assert_eq!(packed.per.as_deref(), Some("read,manage"));
        assert_eq!(packed.fpm.as_deref(), Some("3,2"));
    }

    #[test]
    fn system_permissions_alone_leave_no_claims() {
        assert_eq!(features(&["org:sys_memberships:read".to_owned()]), Features::default());
    }
}

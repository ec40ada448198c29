fn main() {
    for f in std::env::args().skip(1) {
        let t = std::fs::read_to_string(&f).unwrap();
        let p = clerk_organization_core::addresses::parse_email_addresses(&t);
        println!(
            "== {f}\n  addr {:?}\n  roles {:?}\n  not {:#?}\n  dup {:?}\n  cleaned {:?}",
            p.email_addresses,
            p.with_roles.iter().map(|r| (r.email_address.as_str(), r.role.as_str())).collect::<Vec<_>>(),
            p.not_understood.iter().map(|n| (n.text.as_str(), n.reason.as_str(), n.line)).collect::<Vec<_>>(),
            p.duplicates,
            p.cleaned.iter().map(|n| (n.text.as_str(), n.email_address.as_str(), n.line)).collect::<Vec<_>>()
        );
    }
}

//! The host names that a request may have in its `Host` header. A site can point its DNS name at this machine after its
//! page has loaded (DNS rebinding). Its page could then read the secret key. But it cannot change the name in `Host`.

use std::net::IpAddr;

use super::cors;

/// The allowed names and addresses, in addition to those of this machine.
#[derive(Debug)]
pub(crate) struct AllowedHosts {
    /// The address that the emulator listens on.
    bound: IpAddr,
    /// Lower case, without a port.
    names: Vec<String>,
}

impl AllowedHosts {
    /// `names` are allowed in addition to the machine's own. `public` is the host of the public URL.
    pub(crate) fn new(bound: IpAddr, names: &[String], public: Option<&str>) -> Self {
        let names = names.iter().map(|written| host_in(written)).chain(public);
        Self { bound, names: names.filter(|name| !name.is_empty()).map(str::to_ascii_lowercase).collect() }
    }

    /// Whether a page of this origin may send a dev browser's id in a request's URL: a page of this machine, of an
    /// allowed name, or of the requested host. The id is enough to act as the client, and ids in URLs leak. A page of
    /// another site could use a leaked id to act as its owner.
    pub(crate) fn allows_dev_browser(&self, origin: &str, host: &str) -> bool {
        let Some((_, authority)) = origin.split_once("://").filter(|_| cors::is_origin(origin)) else {
            return false;
        };
        let name = without_port(authority).to_ascii_lowercase();
        cors::is_loopback(origin)
            || self.names.contains(&name)
            || name == without_port(host).to_ascii_lowercase()
    }

    /// Whether requests with this `Host` are accepted.
    pub(crate) fn allows(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        if name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name) {
            return true;
        }
        // DNS cannot redirect an IP address.
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.is_ok_and(|address| {
            address.is_loopback() || address == self.bound || self.bound.is_unspecified()
        })
    }
}

/// The name in a name, a `Host` header or an origin: people write each of them for a host.
fn host_in(written: &str) -> &str {
    let written = written.trim();
    let authority = written.split_once("://").map_or(written, |(_, authority)| authority);
    without_port(authority.split('/').next().unwrap_or_default())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_bare_ipv6(host) => name,
        _ => host,
    }
}

fn is_bare_ipv6(host: &str) -> bool {
    !host.starts_with('[') && host.matches(':').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_the_bound_address_and_allowed_names_are_hosts() {
        let hosts = |bound: &str| {
            let names = [
                "Emulator.test",
                "port.test:4100",
                "https://origin.test:4100/",
                "",
                " ",
                "fd00::7",
                "[fd00::8]:4100",
            ];
            AllowedHosts::new(bound.parse().unwrap(), &names.map(str::to_owned), Some("Public.test"))
        };
        let table = [
            ("127.0.0.1", "127.0.0.1:4100", true),
            ("127.0.0.1", "127.9.9.9", true),
            ("127.0.0.1", "localhost:4100", true),
            ("127.0.0.1", "app.localhost", true),
            ("127.0.0.1", "[::1]:4100", true),
            ("127.0.0.1", "EMULATOR.TEST:80", true),
            ("127.0.0.1", "public.test", true),
            ("127.0.0.1", "port.test:4100", true),
            ("127.0.0.1", "port.test", true),
            ("127.0.0.1", "origin.test", true),
            ("127.0.0.1", "[fd00::8]:4100", true),
            ("127.0.0.1", "evil.example", false),
            ("127.0.0.1", "evil.example:4100", false),
            ("127.0.0.1", "localhost.evil.example", false),
            ("127.0.0.1", "127.0.0.1.evil.example", false),
            ("127.0.0.1", "192.168.1.7:4100", false),
            ("127.0.0.1", "", false),
            ("192.168.1.7", "192.168.1.7:4100", true),
            ("0.0.0.0", "192.168.1.7:4100", true),
            ("0.0.0.0", "evil.example:4100", false),
            ("::", "[fe80::1]:4100", true),
        ];
        for (bound, host, allowed) in table {
            assert_eq!(hosts(bound).allows(host), allowed, "{bound} {host}");
        }
    }

    #[test]
    fn pages_of_this_machine_and_of_the_emulators_host_may_send_a_dev_browser() {
        let hosts =
            AllowedHosts::new(IpAddr::from([0, 0, 0, 0]), &["app.test".to_owned()], Some("public.test"));
        let table = [
            ("http://localhost:3000", true),
            ("http://app.localhost", true),
            ("http://127.0.0.1:5173", true),
            ("http://[::1]:5173", true),
            ("https://APP.test:8443", true),
            ("https://public.test", true),
            ("http://192.168.1.7:3000", true),
            ("http://192.168.1.8:3000", false),
            ("https://evil.example", false),
            ("https://public.test.evil.example", false),
            ("null", false),
        ];
        for (origin, allowed) in table {
            assert_eq!(hosts.allows_dev_browser(origin, "192.168.1.7:4100"), allowed, "{origin}");
        }
    }
}

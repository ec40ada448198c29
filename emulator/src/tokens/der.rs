//! RSA keys in DER: PKCS#1 (RFC 8017, A.1.2), and PKCS#1 inside of PKCS#8 (RFC 5208, 5). The crates `pkcs1`, `pkcs8` and `der`
//! know every other form as well, which is 8 KB of the compressed WebAssembly module.

use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, RsaPrivateKey};

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// `rsaEncryption`, 1.2.840.113549.1.1.1 (RFC 8017, C).
const RSA_ENCRYPTION: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// The version of a key with two primes, and of PKCS#8.
const VERSION: [u8; 1] = [0];

/// Reads a key in PKCS#1.
pub(super) fn read_pkcs1(der: &[u8]) -> Option<RsaPrivateKey> {
    let mut key = whole(der)?;
    if take(&mut key, INTEGER)? != VERSION {
        return None;
    }
    let mut number = || take(&mut key, INTEGER).map(BigUint::from_bytes_be);
    let (n, e, d, p, q) = (number()?, number()?, number()?, number()?, number()?);
    RsaPrivateKey::from_components(n, e, d, vec![p, q]).ok()
}

/// The PKCS#1 inside of PKCS#8.
pub(super) fn pkcs1_in_pkcs8(der: &[u8]) -> Option<&[u8]> {
    let mut info = whole(der)?;
    let version = take(&mut info, INTEGER)?;
    let mut algorithm = take(&mut info, SEQUENCE)?;
    let is_rsa = take(&mut algorithm, OBJECT_IDENTIFIER)? == RSA_ENCRYPTION;
    if is_rsa && version == VERSION { take(&mut info, OCTET_STRING) } else { None }
}

/// A key with two primes in PKCS#1; `None` for any other.
pub(super) fn write_pkcs1(key: &RsaPrivateKey) -> Option<Vec<u8>> {
    let [p, q] = key.primes() else { return None };
    let (d, one) = (key.d(), BigUint::from(1_u8));
    let (dp, dq) = (d % (p - &one), d % (q - &one));
    let numbers = [key.n(), key.e(), d, p, q, &dp, &dq, &key.crt_coefficient()?];
    let mut written = element(INTEGER, &VERSION);
    for number in numbers {
        let mut bytes = number.to_bytes_be();
        if bytes.first().is_some_and(|first| first & 0x80 != 0) {
            // It would be negative.
            bytes.insert(0, 0);
        }
        written.extend(element(INTEGER, &bytes));
    }
    Some(element(SEQUENCE, &written))
}

/// What is in a sequence that nothing follows.
fn whole(mut der: &[u8]) -> Option<&[u8]> {
    let contents = take(&mut der, SEQUENCE)?;
    der.is_empty().then_some(contents)
}

/// Takes the next element and returns its contents; `None` if it is another one, or cut off.
fn take<'a>(from: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let rest = from.strip_prefix(&[tag])?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 | 0x82 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    *from = rest;
    Some(contents)
}

/// An element of less than 64 KB.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut element = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => element.push(short),
        Ok(long) => element.extend([0x81, long]),
        Err(_) => {
            let [.., high, low] = length.to_be_bytes();
            element.extend([0x82, high, low]);
        }
    }
    element.extend(contents);
    element
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::EncodePrivateKey;

    use super::*;
    use crate::ids::Randomness;

    fn key(seed: u64) -> RsaPrivateKey {
        Randomness::from_seed(seed).with(|generator| RsaPrivateKey::new(generator, 2048)).unwrap()
    }

    #[test]
    fn keys_are_written_as_the_crate_pkcs1_writes_them() {
        for seed in 1..4 {
            let key = key(seed);
            let written = write_pkcs1(&key).unwrap();
            assert_eq!(written, key.to_pkcs1_der().unwrap().as_bytes());
            assert_eq!(read_pkcs1(&written), Some(key));
        }
    }

    #[test]
    fn a_key_in_pkcs8_is_the_same_key_in_pkcs1() {
        let key = key(1);
        let inside = key.to_pkcs8_der().unwrap();
        assert_eq!(pkcs1_in_pkcs8(inside.as_bytes()), write_pkcs1(&key).as_deref());
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_refused() {
        let key = key(1);
        let (inside, own) = (key.to_pkcs8_der().unwrap(), write_pkcs1(&key).unwrap());
        for length in 0..inside.as_bytes().len() {
            assert_eq!(pkcs1_in_pkcs8(&inside.as_bytes()[..length]), None, "{length}");
        }
        for length in 0..own.len() {
            assert_eq!(read_pkcs1(&own[..length]), None, "{length}");
        }
        let longer = [own.as_slice(), &[0]].concat();
        assert_eq!(read_pkcs1(&longer), None);
        assert_eq!(read_pkcs1(inside.as_bytes()), None);
        assert_eq!(pkcs1_in_pkcs8(&own), None);
        assert_eq!(read_pkcs1(&element(SEQUENCE, &[INTEGER, 0x84, 1, 1, 1, 1])), None);
    }
}

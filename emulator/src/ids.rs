//! Ids and other random strings, from a source of randomness that the caller provides.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// KSUIDs count seconds from this time (segmentio/ksuid, "How do KSUIDs work?").
const KSUID_EPOCH_SECONDS: i64 = 1_400_000_000;
const KSUID_LENGTH: usize = 27;

/// The source of ids, tokens and keys.
#[derive(Debug)]
pub struct Randomness(Mutex<StdRng>);

impl Randomness {
    /// The operating system's randomness, for normal use.
    pub fn from_os() -> Self {
        Self(Mutex::new(StdRng::from_entropy()))
    }

    /// Creates the same ids, keys and passwords on every run, for tests that compare runs.
    pub fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// A generator that is seeded with 32 random bytes.
    pub fn from_bytes(seed: [u8; 32]) -> Self {
        Self(Mutex::new(StdRng::from_seed(seed)))
    }

    /// An independent generator that is seeded by this one.
    pub(crate) fn fork(&self) -> Self {
        let mut seed = [0; 32];
        self.fill(&mut seed);
        Self(Mutex::new(StdRng::from_seed(seed)))
    }

    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&mut StdRng) -> T) -> T {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.with(|generator| generator.fill_bytes(bytes));
    }

    pub(crate) fn bytes(&self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes);
        bytes
    }

    /// `prefix_` and a KSUID, as in Clerk's ids: 4 bytes of time and 16 random bytes as 27 base62 characters.
    pub(crate) fn id(&self, prefix: &str, now: i64) -> String {
        let seconds = u32::try_from((now / 1000).saturating_sub(KSUID_EPOCH_SECONDS)).unwrap_or(0);
        let mut payload = [0; 16];
        self.fill(&mut payload);
        let number = [seconds, 0, 0, 0, 0];
        let mut number = number;
        for (limb, bytes) in number.iter_mut().skip(1).zip(payload.chunks_exact(4)) {
            *limb = bytes.iter().fold(0, |limb, byte| (limb << 8) | u32::from(*byte));
        }
        format!("{prefix}_{}", ksuid(number))
    }

    /// `length` characters of `alphabet`, each equally likely.
    pub(crate) fn text(&self, length: usize, alphabet: &[u8]) -> String {
        use rand::seq::SliceRandom;
        self.with(|generator| {
            (0..length).filter_map(|_| alphabet.choose(generator)).map(|byte| char::from(*byte)).collect()
        })
    }

    /// An unguessable token: 43 base62 characters, more than 256 bits.
    pub(crate) fn token(&self) -> String {
        self.text(43, BASE62)
    }

    /// An instance's name: letters that are valid in a host name and a path.
    pub(crate) fn name(&self) -> String {
        self.text(8, b"abcdefghijklmnopqrstuvwxyz")
    }

    /// A trace id: 32 hexadecimal digits.
    pub(crate) fn trace_id(&self) -> String {
        self.text(32, b"0123456789abcdef")
    }
}

/// A 160-bit number, most significant limb first, as 27 base62 digits.
fn ksuid(mut number: [u32; 5]) -> String {
    let mut digits = [b'0'; KSUID_LENGTH];
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0_u64;
        for limb in &mut number {
            let value = (remainder << 32) | u64::from(*limb);
            *limb = u32::try_from(value / 62).unwrap_or(u32::MAX);
            remainder = value % 62;
        }
        *digit = usize::try_from(remainder).ok().and_then(|index| BASE62.get(index)).copied().unwrap_or(b'0');
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_ksuid_is_the_published_one() {
        assert_eq!(ksuid([u32::MAX; 5]), "aWgEPTl1tmebfsQzFP4bxwgy80V");
        assert_eq!(ksuid([0; 5]), "000000000000000000000000000");
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let randomness = Randomness::from_seed(1);
        let early = randomness.id("org", 1_700_000_000_000);
        let late = randomness.id("org", 1_700_000_001_000);
        assert!(early < late, "{early} {late}");
        assert_eq!(early.len(), "org_".len() + 27);
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let of = |seed| Randomness::from_seed(seed).id("user", 0);
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }
}

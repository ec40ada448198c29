//! Whatever comes from outside, against the promises in `src/outside.rs`. To run it for ten minutes:
//! `cargo install cargo-fuzz && cargo +nightly fuzz run outside -- -max_total_time=600`

#![no_main]

use clerk_organization::outside::every_reader_keeps_its_word;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| every_reader_keeps_its_word(data));

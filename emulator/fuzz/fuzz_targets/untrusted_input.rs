//! Checks untrusted input against the properties in `emulator/src/untrusted_input.rs`. To run it for ten minutes, in
//! `emulator/`: `cargo install cargo-fuzz && cargo +nightly fuzz run untrusted_input -- -max_total_time=600`

#![no_main]

use clerk_emulator::untrusted_input::check_every_reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| check_every_reader(data));

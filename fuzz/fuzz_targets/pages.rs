//! Runs the check of core/tests/untrusted_input on any bytes; see fuzz/README.md.

#![no_main]

#[path = "../../core/tests/untrusted_input/checks/mod.rs"]
#[allow(dead_code, reason = "each target runs one of the checks")]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::pages::check(data));

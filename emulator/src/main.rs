//! The `clerk-emulator` command.
fn main() {}

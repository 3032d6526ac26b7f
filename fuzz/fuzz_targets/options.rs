//! What was asked: arguments, variables, the event of a CI run.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_harness::options(input));

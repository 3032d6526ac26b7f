//! The wire format and the page loop.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_harness::wire(input));

//! The link from a page to the outputs: a whole run over pages of anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_harness::link(input));

//! The writers: outputs, result file, summary, log.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_harness::outputs(input));

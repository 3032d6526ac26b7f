//! Replays the corpora of the fuzz targets: what `cargo fuzz` runs on what it
//! makes up runs here on what is kept.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test reads its corpus, and may panic"
)]

use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // A panic below says what it was about.
        println!("{}", path.display());
        run(&std::fs::read(path).unwrap());
        count += 1;
    }
    assert!(count >= 5, "{target} has {count} inputs");
}

#[test]
fn wire() {
    replay("wire", fuzz_harness::wire);
}

#[test]
fn options() {
    replay("options", fuzz_harness::options);
}

#[test]
fn outputs() {
    replay("outputs", fuzz_harness::outputs);
}

#[test]
fn link() {
    replay("link", fuzz_harness::link);
}

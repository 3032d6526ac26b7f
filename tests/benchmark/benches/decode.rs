//! Benchmark 5, first half: decoding a page of 100 builds.
//!
//! `cargo bench --package benchmark`

use benchmark::process::run::server;
use divan::counter::BytesCount;
use fake_northflank::TOKEN;
use northflank_gate::northflank::request::list_builds::wire;

fn main() {
    divan::main();
}

#[divan::bench]
fn a_page_of_100_builds(bencher: divan::Bencher<'_, '_>) {
    let server = server().expect("a free port");
    let url = format!(
        "{}/v1/projects/ended/jobs/api/build?per_page=100",
        server.url()
    );
    let answer = ureq::get(url)
        .header("Authorization", format!("Bearer {TOKEN}"))
        .call()
        .expect("an answer");
    let body = answer.into_body().read_to_vec().expect("its body");
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench(|| wire::parse(divan::black_box(&mut body.clone())));
}

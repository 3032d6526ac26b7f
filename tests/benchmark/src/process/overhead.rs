//! Benchmark 3: a build that has ended already, on loopback. The whole process,
//! beside the same check by curl with jq and by a minimal Node script, run in
//! turn.

use std::error::Error;
use std::fmt::Write as _;

use fake_northflank::TOKEN;

use super::run::{COMMIT, Taken, gate, mebibytes, median, released, run, server};

const CURL: &str = r#"curl -sSf -H "Authorization: Bearer $TOKEN" "$URL" \
  | jq -e --arg sha "$SHA" \
    '[.data.builds[] | select(.sha == $sha)][0] | .status == "SUCCESS"'"#;

const NODE: &str = r"
const { URL, TOKEN, SHA } = process.env;
const headers = { Authorization: `Bearer ${TOKEN}` };
const answer = await fetch(URL, { headers });
const { data } = await answer.json();
const build = data.builds.find((build) => build.sha === SHA);
process.exitCode = build?.status === 'SUCCESS' ? 0 : 1;
";

/// The table, in Markdown, the median of so many runs.
///
/// # Errors
///
/// When a program cannot be run, or does not see the build.
pub fn table(runs: usize) -> Result<String, Box<dyn Error>> {
    let program = released(&[], "measured")?;
    let server = server()?;
    let url = format!(
        "{}/v1/projects/ended~others/jobs/api/build?per_page=100",
        server.url()
    );
    let others = [
        ("URL", url),
        ("TOKEN", TOKEN.to_owned()),
        ("SHA", COMMIT.to_owned()),
    ];
    let curl = ["sh", "-c", CURL].map(str::to_owned);
    let node = ["node", "--input-type=module", "-e", NODE].map(str::to_owned);
    let (own, variables) = gate(&program, &server, "ended~gate", &[]);
    let mut taken: [Vec<Taken>; 3] = Default::default();
    for round in 0..=runs {
        let all = [
            run(&own, &variables)?,
            run(&curl, &others)?,
            run(&node, &others)?,
        ];
        for (taken, one) in taken.iter_mut().zip(all) {
            if one.code != 0 {
                return Err("the build was not seen".into());
            }
            // The first run warms up.
            if round > 0 {
                taken.push(one);
            }
        }
    }
    let requests = server.requests("ended~gate").len() / (runs + 1);
    let wall = taken.each_ref().map(|taken| {
        median(
            taken
                .iter()
                .map(|taken| taken.wall.as_secs_f64() * 1000.0)
                .collect(),
        )
    });
    let mut text = format!(
        "The median of {runs} runs in turn; the gate sent {requests} request in each.\n\n\
         | program | wall time | the gate, as a part of it | peak memory |\n|---|---|---|---|\n"
    );
    for (place, name) in ["the gate", "curl with jq", "Node with fetch"]
        .iter()
        .enumerate()
    {
        let peak = taken[place]
            .iter()
            .map(|taken| taken.peak)
            .max()
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "| {name} | {:.1} ms | {:.2} | {:.1} MiB |",
            wall[place],
            wall[0] / wall[place],
            mebibytes(peak)
        );
    }
    Ok(text)
}

//! Benchmark 4: the same against short and long histories, with the build on
//! the first page, and without it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use fake_northflank::{Server, TOKEN};

use super::run::{Taken, gate, mebibytes, median, released, run, server};

const HISTORIES: [u32; 3] = [10, 1000, 100_000];
const RUNS: usize = 15;

/// The table, in Markdown.
///
/// # Errors
///
/// When the gate cannot be run, or ends as it should not.
pub fn table() -> Result<String, Box<dyn Error>> {
    let program = released(&[], "measured")?;
    let server = server()?;
    let mut text = "| history | build | polls | requests | bytes in all | time | peak memory |\n\
                    |---|---|---|---|---|---|---|\n"
        .to_owned();
    for history in HISTORIES {
        let ended = Setting {
            project: format!("present-{history}"),
            options: &[],
            code: 0,
        };
        let _ = writeln!(
            text,
            "| {history} | on the first page | 1 {}",
            ended.row(&program, &server, RUNS)?
        );
        let absent = |options, polls: &str, runs| {
            let setting = Setting {
                project: format!("absent-{history}"),
                options,
                code: 6,
            };
            let row = setting.row(&program, &server, runs)?;
            Ok::<_, Box<dyn Error>>(format!("| {history} | absent | {polls} {row}\n"))
        };
        text.push_str(&absent(&["--timeout=0s"], "1", RUNS)?);
        let waits = &["--interval=200ms", "--appear-timeout=3900ms"];
        text.push_str(&absent(waits, "21", 1)?);
    }
    Ok(text)
}

struct Setting {
    project: String,
    options: &'static [&'static str],
    code: i32,
}

impl Setting {
    fn row(&self, program: &Path, server: &Server, runs: usize) -> Result<String, Box<dyn Error>> {
        let mut taken: Vec<Taken> = vec![];
        for number in 0..runs {
            let project = format!("{}~{}-{number}", self.project, self.options.len());
            let (command, variables) = gate(program, server, &project, self.options);
            let one = run(&command, &variables)?;
            if one.code != self.code {
                return Err(format!("{project}: ended with {}", one.code).into());
            }
            taken.push(one);
        }
        let project = format!("{}~{}-0", self.project, self.options.len());
        let paths: Vec<String> = server
            .requests(&project)
            .into_iter()
            .map(|request| request.path_and_query)
            .collect();
        let wall = median(
            taken
                .iter()
                .map(|taken| taken.wall.as_secs_f64() * 1000.0)
                .collect(),
        );
        let peak = taken
            .iter()
            .map(|taken| taken.peak)
            .max()
            .unwrap_or_default();
        Ok(format!(
            "| {} | {} | {wall:.1} ms | {:.1} MiB |",
            paths.len(),
            bytes(server, &paths)?,
            mebibytes(peak)
        ))
    }
}

/// The size of what these paths answer.
fn bytes(server: &Server, paths: &[String]) -> Result<usize, Box<dyn Error>> {
    let mut sum = 0;
    for path in paths {
        let answer = ureq::get(format!("{}{path}", server.url()))
            .header("Authorization", format!("Bearer {TOKEN}"))
            .call()?;
        sum += answer.into_body().read_to_vec()?.len();
    }
    Ok(sum)
}

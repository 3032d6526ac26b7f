//! A bug must not look like a verdict: a panic, on whatever thread, ends the
//! process with the exit code of an internal error.

use std::panic::{self, PanicHookInfo};
use std::time::Duration;

use super::{detached, environment, files, streams, watchdog};
use crate::cli::output::OutputOptions;
use crate::gate::verdict::Outcome;
use crate::report::conclusion_text::Ending;
use crate::report::outputs;
use crate::report::record::Record;
use crate::report::renderer::Renderer;
use crate::report::sanitize::Sanitizer;

const PATIENCE: Duration = Duration::from_millis(600);

/// From now on, a panic is told where results are told, and ends the process.
pub fn catch(telling: &OutputOptions) {
    let telling = telling.clone();
    panic::set_hook(Box::new(move |panic| {
        let ending = ending(panic);
        let record = Record::without_verdict(Outcome::Internal, &ending.headline, Duration::ZERO);
        // Each of these may fail or block; the exit code is what counts.
        let telling = telling.clone();
        let told = detached::start(move || tell(&telling, &ending, &record));
        let _ = told.recv_timeout(PATIENCE);
        watchdog::end(Outcome::Internal.exit_code());
    }));
}

fn tell(telling: &OutputOptions, ending: &Ending, record: &Record) {
    if let Some(path) = &telling.github_output {
        let _ = files::append(path, &outputs::text(record, environment::chance()));
    }
    for path in telling.json.iter().filter(|path| *path != "-") {
        let _ = files::replace(path, &record.json(), environment::chance());
    }
    for line in Renderer::new(telling).ending(ending) {
        let _ = streams::write(line.stream(), &format!("{}\n", line.text()));
    }
}

/// Where it happened, and not what it said: that may hold anything.
fn ending(panic: &PanicHookInfo<'_>) -> Ending {
    let place = panic.location().map_or_else(
        || "an unknown place".to_owned(),
        |place| format!("{}:{}", place.file(), place.line()),
    );
    Ending {
        exit_code: Outcome::Internal.exit_code(),
        headline: format!(
            "internal error at {}: the gate stays shut",
            Sanitizer::default().line(&place)
        ),
        cause: None,
        hint: Some("this is a bug: please report it with this line".to_owned()),
        ..Ending::default()
    }
}

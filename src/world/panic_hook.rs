//! A bug must not look like a verdict: a panic, on whatever thread, ends the
//! process with the exit code of an internal error. So does a thread that cannot be
//! started, which panics as well.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::time::Duration;

use super::{WRITE_TIMEOUT, detached, environment, files, streams, watchdog};
use crate::cli::output::{OutputOptions, Sink};
use crate::model::outcome::Outcome;
use crate::report::ending::{Ending, RunResult};
use crate::report::record::Record;
use crate::report::renderer::{Renderer, Stream};
use crate::report::sanitize::Sanitizer;
use crate::report::sink::RunReport;

/// From now on, a panic is reported wherever the result was asked for, and ends
/// the process.
pub fn catch(output: &OutputOptions) {
    let output = output.clone();
    panic::set_hook(Box::new(move |panic| {
        let (ending, for_thread) = (of_panic(panic), output.clone());
        // Each write may fail or block; the exit code is what counts.
        match detached::start(move || write(&for_thread, &ending)) {
            Ok(written) => {
                let _ = written.recv_timeout(WRITE_TIMEOUT);
            }
            Err(error) => write_without_thread(&output, &error),
        }
        watchdog::end(Outcome::Internal.exit_code());
    }));
}

/// Writes the result, and what may block last: files, the log, then pipes and
/// standard output.
fn write(output: &OutputOptions, ending: &Ending) {
    let record = Record::without_verdict(ending, Duration::ZERO);
    let report = RunReport {
        ending,
        record: &record,
        waited: None,
        verdict: None,
        sanitizer: &Sanitizer::default(),
    };
    let (files, others): (Vec<&Sink>, Vec<&Sink>) =
        output.sinks.iter().partition(|sink| is_file(sink));
    for sink in files {
        write_result(sink, &report);
    }
    let renderer = Renderer::new(output);
    let mut lines = renderer.outputs(&record);
    lines.extend(renderer.ending(ending, 0, environment::random_seed()));
    for line in lines {
        let _ = streams::write(line.stream(), &format!("{}\n", line.text()));
    }
    for sink in others {
        write_result(sink, &report);
    }
}

/// Says that no thread can be started: that is why it panicked, whichever part wanted
/// the thread. Only a watchdog that runs already bounds a write on this thread, so a
/// result goes to no pipe but standard output, which the log needs as well.
fn write_without_thread(output: &OutputOptions, error: &io::Error) {
    let mut output = output.clone();
    let is_kept = |sink: &Sink| sink.is_standard_output() || is_file(sink);
    output.sinks.retain(is_kept);
    let why = Sanitizer::default().line(&error.to_string());
    let message = format!("no thread can be started ({why}): the gate stays shut");
    let hint = "raise the limit of processes and threads: ulimit -u, or that of the container";
    write(&output, &internal(message, hint));
}

fn is_file(sink: &Sink) -> bool {
    stream_of(sink).is_none() && files::never_blocks(&sink.path)
}

fn stream_of(sink: &Sink) -> Option<Stream> {
    let is_output = sink.is_standard_output();
    is_output
        .then_some(Stream::Output)
        .or_else(|| streams::at(&sink.path))
}

fn write_result(sink: &Sink, report: &RunReport<'_>) {
    let held = files::size(&sink.path);
    let text = sink
        .format
        .render(report, held, environment::random_seed())
        .text;
    // There is no place left to report an error to.
    let _ = if let Some(stream) = stream_of(sink) {
        streams::write(stream, &text)
    } else if sink.format.is_append() {
        files::append(&sink.path, &text)
    } else {
        files::replace(&sink.path, &text, environment::random_seed())
    };
}

/// Says where the panic happened, and not what it said: that may hold anything.
fn of_panic(panic: &PanicHookInfo<'_>) -> Ending {
    let location = panic.location().map_or_else(
        || "an unknown place".to_owned(),
        |location| format!("{}:{}", location.file(), location.line()),
    );
    let message = format!(
        "internal error at {}: the gate stays shut",
        Sanitizer::default().line(&location)
    );
    internal(message, "this is a bug: please report it with this line")
}

fn internal(message: String, hint: &str) -> Ending {
    Ending {
        result: RunResult::Ended(Outcome::Internal),
        message,
        hint: Some(hint.to_owned()),
        ..Ending::default()
    }
}

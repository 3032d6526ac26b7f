//! The binary: builds the world, runs the gate in it, returns the exit code.

use std::process::ExitCode;

use northflank_gate::world::{SystemWorld, environment};

fn main() -> ExitCode {
    let mut world = SystemWorld::start();
    let variables = environment::variables();
    let exit_code = northflank_gate::run(&mut world, environment::arguments(), &variables);
    ExitCode::from(exit_code)
}

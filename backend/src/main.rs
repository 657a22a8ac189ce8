//! `muster`: the command line.

use clap::{Parser, Subcommand};
use muster_backend::{Config, server};
use std::process::ExitCode;

/// Imports and updates contacts.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server, and print the address to open
    Serve(Config),
}

fn main() -> ExitCode {
    let Cli {
        command: Command::Serve(config),
    } = Cli::parse();
    match server::serve(config.without_empty()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Muster can't start: {error:#}.");
            ExitCode::FAILURE
        }
    }
}

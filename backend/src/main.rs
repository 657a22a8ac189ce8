//! `muster`: the command line.

use clap::{Parser, Subcommand};
use muster_backend::{Config, server};

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

fn main() -> anyhow::Result<()> {
    let Cli {
        command: Command::Serve(config),
    } = Cli::parse();
    server::serve(config.without_empty())
}

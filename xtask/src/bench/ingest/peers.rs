//! Programs that bring a file into PostgreSQL, on the same file and the same server: bare columns, no rules, no upsert.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::server::Server;
use crate::process;

/// Seconds by program; of those that are installed.
pub(super) fn measure(server: &Server, file: &Path) -> Result<BTreeMap<String, f64>> {
    let mut seconds = BTreeMap::new();
    if process::in_path("psql").is_some() {
        create_table(server)?;
        let copy = format!("\\copy measured_peer from '{}' csv header", file.display());
        seconds.insert("psql \\copy".to_owned(), timed(psql(server, &copy))?);
        if process::in_path("pgloader").is_some() {
            create_table(server)?;
            let command = tempfile::Builder::new().suffix(".load").tempfile()?;
            std::fs::write(command.path(), load_command(server, file)).context("could not write pgloader's command")?;
            let mut pgloader = Command::new("pgloader");
            pgloader
                .args(["--quiet", "--root-dir"])
                .arg(std::env::temp_dir().join("pgloader"));
            pgloader.arg(command.path());
            seconds.insert("pgloader".to_owned(), timed(pgloader)?);
        }
        process::run(&mut psql(server, "drop table measured_peer"))?;
    }
    Ok(seconds)
}

const COLUMNS: &str = "email, first_name, last_name, date_of_birth, mobile_phone, points, city, country, newsletter, company, notes, signup_source";

fn create_table(server: &Server) -> Result<()> {
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|name| match name {
            "email" => "email text primary key".to_owned(),
            "date_of_birth" => "date_of_birth date".to_owned(),
            "points" => "points bigint".to_owned(),
            name => format!("{name} text"),
        })
        .collect();
    process::run(&mut psql(server, "drop table if exists measured_peer"))?;
    process::run(&mut psql(
        server,
        &format!("create table measured_peer ({})", columns.join(", ")),
    ))
}

fn psql(server: &Server, command: &str) -> Command {
    let mut psql = Command::new("psql");
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", command]);
    psql.arg(server.database_url());
    psql
}

fn timed(mut command: Command) -> Result<f64> {
    let start = Instant::now();
    process::output(&mut command)?;
    Ok(start.elapsed().as_secs_f64())
}

fn load_command(server: &Server, file: &Path) -> String {
    let socket = server.socket_dir();
    format!(
        "load csv from '{}' having fields ({COLUMNS})
         into postgresql://muster@unix:{}:5432/muster target table measured_peer target columns ({COLUMNS})
         with skip header = 1, fields optionally enclosed by '\"', fields escaped by double-quote, fields terminated by ',';",
        file.display(),
        socket.display(),
    )
}

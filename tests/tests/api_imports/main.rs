//! `/imports`: creation, the seal, steering, the summary.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

mod create;
mod expiry;
mod fields;
mod left_out;
mod recall;
mod same_file;
mod seal;
mod steer;
mod unfinished;

use muster_shared::api::{ImportState, NewImport};
use muster_tests::{Client, Draft, Upload};
use uuid::Uuid;

const FILE: &str = "email,city\na@x.example,Porto\nb@x.example,Lyon\nc@x.example,Gdańsk\n";

pub(crate) fn draft() -> Draft {
    Draft::new(FILE).batches_of(1)
}

pub(crate) async fn state(client: &Client, id: Uuid) -> ImportState {
    client.import(id).await.state
}

/// Another request under the same id.
pub(crate) fn with(upload: &Upload, change: impl FnOnce(&mut NewImport)) -> Upload {
    let mut other = upload.clone();
    change(&mut other.new);
    other
}

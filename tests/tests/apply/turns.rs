//! Several accounts import at once.

use muster_backend::jobs;
use muster_shared::api::Import;
use muster_tests::{App, Client, Draft};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::fmt::Write;
use std::time::Duration;
use uuid::Uuid;

/// A file of so many contacts, in batches of 20.
pub(super) fn draft(name: &str, rows: usize) -> Draft {
    let mut file = "email,city\n".to_owned();
    for n in 0..rows {
        writeln!(file, "{name}{n}@x.example,Porto").unwrap();
    }
    Draft::new(file).batches_of(20)
}

/// Waits until the import is as it should be.
pub(super) async fn until(client: &Client, id: Uuid, is_so: impl Fn(&Import) -> bool) -> Import {
    let becomes_so = async {
        loop {
            let import = client.import(id).await;
            if is_so(&import) {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), becomes_so)
        .await
        .expect("the import comes to it")
}

async fn until_over(client: &Client, id: Uuid) -> Import {
    until(client, id, |import| import.state.is_over()).await
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_account_with_much_to_import_keeps_no_other_one_waiting(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = app.other_account().await;
    // Some long ones first: they take all the places.
    let mut many = Vec::new();
    for import in 0..50 {
        let rows = if import < 8 { 4_000 } else { 40 };
        many.push(admin.upload(&draft(&format!("i{import}n"), rows)).await.id);
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = tokio::spawn(jobs::run(app.state.clone(), stopped));
    until(&admin, many[0], |import| import.counts.total() > 0).await;
    let theirs = other.upload(&draft("theirs", 40)).await.id;
    assert_eq!(until_over(&other, theirs).await.counts.created, 40);
    let mut over = 0;
    for id in &many {
        over += usize::from(admin.import(*id).await.state.is_over());
    }
    assert!(over < 8, "{over} of the other account's imports came first");
    for id in many {
        until_over(&admin, id).await;
    }
    stop.send(true).unwrap();
    runner.await.unwrap();
    let contacts = app.contacts(&admin).await.len();
    assert_eq!(contacts, 8 * 4_000 + 42 * 40);
}

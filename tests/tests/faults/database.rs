//! A database that goes away, has no room, no connection, or makes one wait.

use super::{assert_exact, browser, draft, seal, stage, until};
use muster_shared::api::{ApiError, ImportState, PREFIX};
use muster_tests::faults::cluster::Stop;
use muster_tests::faults::lane::{Lane, Pooled};
use muster_tests::faults::{Folder, alone};
use sqlx::Connection;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(60);

/// What the server answers while its database has a fault: a sentence, and when to come again.
async fn assert_says_so(lane: &Lane) {
    let address = lane.servers[0].address().unwrap();
    let asked = reqwest::Client::new()
        .get(format!("http://{address}{PREFIX}/imports"))
        .header("cookie", "muster_session=1.x")
        .send()
        .await
        .unwrap();
    assert_eq!(asked.status(), 503);
    assert!(asked.headers().contains_key("retry-after"));
    let error: ApiError = serde_json::from_slice(&asked.bytes().await.unwrap()).unwrap();
    assert_eq!(error.code, "database.unavailable");
    assert!(error.message.ends_with('.'), "{error:?}");
}

#[test]
fn a_stopped_database_is_waited_for() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        for how in [Stop::Fast, Stop::Immediate] {
            let browser = browser(&lane).await;
            let draft = draft(3_000, 50);
            let upload = draft.cut();
            stage(&browser, &upload).await;
            seal(&browser, &upload).await;
            let import = until(&browser, &upload, LIMIT, |import| import.counts.total() > 0).await;
            assert!(import.counts.total() < import.records, "it was over too soon");
            lane.cluster.stop(how).await;
            // A request waits for a connection before it gives up.
            assert_says_so(&lane).await;
            lane.cluster.start().await;
            assert_exact(&lane, &browser, &draft, &upload, LIMIT).await;
        }
    });
}

#[test]
fn a_server_waits_for_its_database_when_it_starts() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        lane.kill(0).await;
        lane.cluster.stop(Stop::Fast).await;
        let back = async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            lane.cluster.start().await;
        };
        let (took, ()) = tokio::join!(lane.start(0), back);
        assert!(took < Duration::from_secs(20), "{took:?}");
        assert!(
            !lane.servers[0].log().contains("can't start"),
            "{}",
            lane.servers[0].log()
        );
    });
}

#[test]
fn a_full_disk_pauses_the_import_with_the_reason_and_room_lets_it_go_on() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::make(folder.path(), 0, Pooled::No).await;
        let Some(disk) = &lane.disk else {
            println!("SKIPPED: only root may mount a small disk");
            return;
        };
        let browser = browser(&lane).await;
        let draft = draft(6_000, 500);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        // Nothing is applied before the disk is full, and the upload is sealed while there is room.
        let mut somebody = lane.cluster.connect().await.unwrap();
        let mut transaction = somebody.begin().await.unwrap();
        let lock = sqlx::query("lock table contact in share mode");
        lock.execute(&mut *transaction).await.unwrap();
        seal(&browser, &upload).await;
        disk.fill();
        transaction.rollback().await.unwrap();
        let paused = until(&browser, &upload, LIMIT, |import| import.state == ImportState::Paused).await;
        let reason = paused.paused_reason.unwrap();
        assert!(reason.contains("disk is full") && reason.ends_with('.'), "{reason}");
        disk.free();
        assert_exact(&lane, &browser, &draft, &upload, LIMIT).await;
    });
}

#[test]
fn a_database_without_a_connection_left_is_waited_for() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let browser = browser(&lane).await;
        let draft = draft(3_000, 50);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        until(&browser, &upload, LIMIT, |import| import.counts.total() > 0).await;
        let mut taken = Vec::new();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(3) {
            match lane.cluster.connect().await {
                Ok(connection) => taken.push(connection),
                // What the server still has is taken from it.
                Err(_) => lane.back.reset(Duration::ZERO),
            }
        }
        assert!(taken.len() > 20);
        assert_says_so(&lane).await;
        for connection in taken {
            connection.close().await.unwrap();
        }
        assert_exact(&lane, &browser, &draft, &upload, LIMIT).await;
    });
}

#[test]
fn a_lock_that_is_held_for_longer_than_a_statement_waits_delays_and_fails_nothing() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let browser = browser(&lane).await;
        let draft = draft(300, 100);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        assert_exact(&lane, &browser, &draft, &upload, LIMIT).await;
        let again = draft.literal("points", "7");
        let upload = again.cut();
        stage(&browser, &upload).await;
        let mut somebody = lane.cluster.connect().await.unwrap();
        let mut transaction = somebody.begin().await.unwrap();
        sqlx::query("select from contact for update")
            .execute(&mut *transaction)
            .await
            .unwrap();
        seal(&browser, &upload).await;
        tokio::time::sleep(Duration::from_secs(23)).await;
        let waits = browser.import(upload.id).await.unwrap();
        assert!(!waits.state.is_over() && waits.counts.total() == 0, "{waits:?}");
        assert!(lane.cluster.log().contains("lock timeout"));
        transaction.rollback().await.unwrap();
        let done = until(&browser, &upload, LIMIT, |import| import.state.is_over()).await;
        assert_eq!((done.state, done.counts.total()), (ImportState::Finished, 300));
        assert_eq!(done.counts.updated + done.counts.unchanged, 300);
    });
}

/// As the next release's migration does it, while this one still runs.
#[test]
fn columns_that_are_added_to_every_table_disturb_no_running_server() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let browser = browser(&lane).await;
        let first = draft(200, 50);
        let upload = first.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        assert_exact(&lane, &browser, &first, &upload, LIMIT).await;
        let mut migrating = lane.cluster.connect().await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public' order by 1")
                .fetch_all(&mut migrating)
                .await
                .unwrap();
        // Every connection has its statements prepared; each now meets a table that is another one.
        let next = first.literal("last_name", "Silva");
        let upload = next.cut();
        stage(&browser, &upload).await;
        for table in tables.iter().filter(|table| !table.starts_with('_')) {
            let add = format!("alter table {table} add column added_later text");
            sqlx::raw_sql(sqlx::AssertSqlSafe(add))
                .execute(&mut migrating)
                .await
                .unwrap();
            browser.import(upload.id).await.unwrap();
        }
        seal(&browser, &upload).await;
        let done = until(&browser, &upload, LIMIT, |import| import.state.is_over()).await;
        assert_eq!(
            (done.state, done.counts.updated),
            (ImportState::Finished, 200),
            "{:?}",
            done.paused_reason
        );
        assert!(!lane.servers[0].log().contains("ERROR"), "{}", lane.servers[0].log());
    });
}

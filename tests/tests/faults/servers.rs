//! Servers that are killed, told to stop, stand still, or are cut off from their database.

use super::{assert_exact, browser, draft, seal, stage};
use muster_tests::faults::kills::kills;
use muster_tests::faults::lane::Lane;
use muster_tests::faults::link::Weather;
use muster_tests::faults::{Folder, alone, when_true};
use std::time::{Duration, Instant};

#[test]
fn twelve_kills_of_the_only_server_leave_an_exact_import() {
    let killed = kills(12, 6_000, 1);
    println!("{killed}");
    assert!(killed.violation.is_none(), "{killed}");
    assert_eq!(killed.kills, 12);
    assert!(killed.takeover < Duration::from_secs(5), "{killed}");
}

#[test]
fn a_server_told_to_stop_ends_its_batch_within_ten_seconds() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let browser = browser(&lane).await;
        let draft = draft(4_000, 100);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        let mut stops = 0;
        while applied(&lane).await < upload.batches.len() as i64 {
            let took = lane.servers[0].terminate().await;
            assert!(took < Duration::from_secs(10), "{took:?}");
            lane.start(0).await;
            let before = applied(&lane).await;
            when_true(Duration::from_secs(10), "another batch is applied", async || {
                applied(&lane).await > before || before == upload.batches.len() as i64
            })
            .await;
            stops += 1;
        }
        assert!(stops > 1, "it was over too soon");
        assert_exact(&lane, &browser, &draft, &upload, Duration::from_secs(30)).await;
    });
}

async fn applied(lane: &Lane) -> i64 {
    let applied = sqlx::query_scalar("select count(*) from import_batch where applied_at is not null");
    applied.fetch_one(&lane.cluster.admin).await.unwrap()
}

/// A transaction of a server stands open between two statements, for longer than the moment between them.
async fn has_open_transaction(lane: &Lane) -> bool {
    let open: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where usename = 'app' and state = 'idle in transaction' and xact_start < now() - interval '30 ms'",
    )
    .fetch_one(&lane.cluster.admin)
    .await
    .unwrap();
    open > 0
}

/// The longest of the tests: PostgreSQL gives a transaction in which nothing happens a minute.
#[test]
fn a_server_that_stands_still_in_the_middle_of_a_batch_is_taken_over_in_under_ninety_seconds() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 2).await;
        let browser = browser(&lane).await;
        let draft = draft(3_000, 100);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        // The first alone gets hold of it; slowly, so that it is caught between two statements.
        lane.kill(1).await;
        let slow = Weather {
            delay: Duration::from_millis(60),
            ..Weather::default()
        };
        let caught = async {
            seal(&browser, &upload).await;
            when_true(Duration::from_secs(20), "a batch is being applied", async || {
                has_open_transaction(&lane).await
            })
            .await;
        };
        let (_, ()) = tokio::join!(
            tokio::time::timeout(Duration::from_secs(5), lane.back.weather(slow, Duration::from_secs(3))),
            caught
        );
        let before = applied(&lane).await;
        let start = Instant::now();
        let still = async { lane.servers[0].stand_still(Duration::from_secs(85)).await };
        let taken_over = async {
            lane.servers[1].start().await;
            when_true(Duration::from_secs(85), "another server goes on", async || {
                applied(&lane).await > before + 1
            })
            .await;
            start.elapsed()
        };
        let ((), took) = tokio::join!(still, taken_over);
        assert!(took < Duration::from_secs(90), "{took:?}");
        // The first has woken up, and does no harm.
        assert_exact(&lane, &browser, &draft, &upload, Duration::from_secs(30)).await;
    });
}

#[test]
fn a_server_whose_connections_are_half_open_goes_on_with_new_ones_in_under_ninety_seconds() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let browser = browser(&lane).await;
        let draft = draft(4_000, 50);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        when_true(Duration::from_secs(20), "a batch is applied", async || {
            applied(&lane).await > 0
        })
        .await;
        lane.back.strand();
        let before = applied(&lane).await;
        assert!(before < upload.batches.len() as i64, "it was over too soon");
        let start = Instant::now();
        // People aren't kept waiting for as long: each request finds out by itself.
        let answered = async {
            browser.import(upload.id).await.unwrap();
            start.elapsed()
        };
        let goes_on = async {
            when_true(Duration::from_secs(90), "the import goes on", async || {
                applied(&lane).await > before
            })
            .await
        };
        let (answered, _) = tokio::join!(answered, goes_on);
        assert!(answered < Duration::from_secs(30), "{answered:?}");
        assert_exact(&lane, &browser, &draft, &upload, Duration::from_secs(30)).await;
    });
}

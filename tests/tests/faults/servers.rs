//! Servers that are killed, told to stop, stand still, or are cut off from their database.

use super::{assert_exact, browser, draft, seal, stage, until};
use muster_properties::random::Random;
use muster_tests::faults::browser::Browser;
use muster_tests::faults::kills::kills;
use muster_tests::faults::lane::Lane;
use muster_tests::faults::link::{Link, Upstream, Weather};
use muster_tests::faults::server::Server;
use muster_tests::faults::{Folder, alone, check, programs, when_true};
use muster_tests::model::Model;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
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

#[test]
fn a_server_that_is_killed_finds_its_embedded_database_as_it_was() {
    let folder = Folder::new();
    alone(async {
        let data = folder.path().join("data");
        let server = Server::new(String::new(), folder.path().join("muster.log"));
        let server = server.with("MUSTER_DATA_DIR", data.to_str().unwrap());
        server.start().await;
        let database = PgConnectOptions::new_without_pgpass()
            .socket(data.join("run"))
            .port(5432);
        let admin = PgPoolOptions::new().connect_lazy_with(database.username("muster").database("muster"));
        let front = Link::to(Upstream::Tcp(vec![server.address().unwrap()])).await;
        let browser = Browser::of_new_account(&admin, format!("http://{}", front.address), Random::at(1, 0)).await;
        let draft = draft(6_000, 50);
        let upload = draft.cut();
        stage(&browser, &upload).await;
        seal(&browser, &upload).await;
        for _ in 0..3 {
            until(&browser, &upload, Duration::from_secs(30), |import| {
                import.counts.total() > 0
            })
            .await;
            server.kill().await;
            server.start().await;
            front.lead_to(vec![server.address().unwrap()]);
        }
        let import = until(&browser, &upload, Duration::from_secs(60), |import| {
            import.state.is_over()
        })
        .await;
        let mut model = Model::default();
        let done = model.import(&draft);
        let members = done.members.clone();
        check::outcomes(&[import], &[done]).unwrap();
        check::database(&admin, browser.account, &model, &members)
            .await
            .unwrap();
        // Nobody but the server starts its database, so it ends with it: whoever runs it starts both.
        let postmaster = std::fs::read_to_string(data.join("pg/postmaster.pid")).unwrap();
        programs::kill(postmaster.lines().next().unwrap().parse().unwrap());
        server.ends_by_itself(Duration::from_secs(20)).await;
        server.start().await;
        check::database(&admin, browser.account, &model, &members)
            .await
            .unwrap();
        server.terminate().await;
    });
}

async fn applied(lane: &Lane) -> i64 {
    let applied = sqlx::query_scalar("select count(*) from import_batch where applied_at is not null");
    applied.fetch_one(&lane.cluster.admin).await.unwrap()
}

/// A transaction of a server stands open between two statements, and not long since: its end is not near.
async fn has_open_transaction(lane: &Lane) -> bool {
    let open: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where usename = 'app' and state = 'idle in transaction'
         and now() - xact_start between interval '30 ms' and interval '250 ms'",
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
            let open = async || has_open_transaction(&lane).await;
            when_true(Duration::from_secs(30), "a batch is being applied", open).await;
        };
        tokio::select! {
            () = lane.back.weather(slow, Duration::from_secs(60)) => {}
            () = caught => {}
        }
        let before = applied(&lane).await;
        let start = Instant::now();
        let still = async { lane.servers[0].stand_still(Duration::from_secs(85)).await };
        let taken_over = async {
            lane.back.weather(Weather::default(), Duration::ZERO).await;
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
        // What PostgreSQL was told already still takes effect.
        tokio::time::sleep(Duration::from_secs(1)).await;
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

//! Imports that are paused, resumed and cancelled while servers are at them.

use super::counts;
use super::turns::{draft, until};
use muster_backend::jobs;
use muster_shared::api::{Import, ImportState};
use muster_tests::{App, Client};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::time::Duration;
use uuid::Uuid;

/// Pauses and resumes until the import has come to one of the states.
async fn pause_and_resume_until(client: &Client, id: Uuid, states: &[ImportState]) -> (Import, u32) {
    let mut pauses = 0;
    for turn in 0_u64.. {
        let paused: Import = client.steer(id, "pause").await.ok();
        pauses += u32::from(paused.state == ImportState::Paused);
        let resumed: Import = client.steer(id, "resume").await.ok();
        if states.contains(&resumed.state) {
            return (resumed, pauses);
        }
        tokio::time::sleep(Duration::from_millis(turn % 7)).await;
    }
    unreachable!("the loop ends with the import")
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn pausing_and_resuming_again_and_again_changes_nothing(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runners = [0; 2].map(|_| tokio::spawn(jobs::run(app.state.clone(), stopped.clone())));
    let steered = async {
        let mut file = draft("c", 240).previewed();
        file.options.existing = muster_shared::merge::Existing::Override;
        let id = admin.upload(&file).await.id;
        let (_, while_previewed) = pause_and_resume_until(&admin, id, &[ImportState::Previewed]).await;
        let preview = admin.preview(id).await.unwrap();
        assert_eq!(preview.counts, counts(240, 0, 0, 0, 0));
        admin.steer(id, "apply").await.ok::<Import>();
        let (import, while_applied) = pause_and_resume_until(&admin, id, &[ImportState::Finished]).await;
        assert_eq!(import.counts, preview.counts);
        assert!(
            while_previewed > 2 && while_applied > 2,
            "{while_previewed}, {while_applied} pauses"
        );
    };
    tokio::time::timeout(Duration::from_secs(90), steered)
        .await
        .expect("it ends");
    stop.send(true).unwrap();
    for runner in runners {
        runner.await.unwrap();
    }
    assert_eq!(app.contacts(&admin).await.len(), 240);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_cancel_in_the_middle_of_a_preview_ends_it_for_good(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = tokio::spawn(jobs::run(app.state.clone(), stopped));
    for round in 0..6_u64 {
        let id = admin.upload(&draft(&format!("r{round}n"), 400).previewed()).await.id;
        tokio::time::sleep(Duration::from_millis(round * 15)).await;
        let (one, two) = tokio::join!(admin.steer(id, "cancel"), admin.steer(id, "cancel"));
        for cancelled in [one.ok::<Import>(), two.ok::<Import>()] {
            assert_eq!(cancelled.state, ImportState::Cancelled, "round {round}");
        }
        assert_eq!(admin.preview(id).await, None);
    }
    // What follows isn't held up by what was cancelled.
    let id = admin.upload(&draft("last", 20)).await.id;
    until(&admin, id, |import| import.state == ImportState::Finished).await;
    stop.send(true).unwrap();
    runner.await.unwrap();
    assert_eq!(app.contacts(&admin).await.len(), 20);
    let kept: i64 = sqlx::query_scalar("select count(*) from import_preview")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

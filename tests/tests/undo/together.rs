//! Servers that are killed, servers that meet, and everybody else who changes the same contacts meanwhile.

use super::Both;
use muster_backend::{AppState, Config, jobs};
use muster_shared::api::{Import, ImportState, UndoCounts};
use muster_shared::merge::Existing;
use muster_tests::{App, Draft};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::fmt::Write;
use std::time::Duration;

/// `city` of so many contacts.
fn file(contacts: usize, city: &str) -> String {
    let mut file = "email,city\n".to_owned();
    for n in 0..contacts {
        writeln!(file, "c{n}@x.example,{city}").unwrap();
    }
    file
}

async fn second_server(app: &App) -> AppState {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .connect_with((*app.pool.connect_options()).clone())
        .await
        .unwrap();
    AppState::new(pool, Config::default())
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_undo_killed_anywhere_is_done_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut both = Both::new(app, admin);
    both.import(&Draft::new(file(4_000, "Porto"))).await;
    let changed = file(7_000, "Lyon");
    let import = both
        .import(&Draft::new(changed).existing(Existing::Override).new_segment("Spring"))
        .await;
    both.edit("c17@x.example", "city", "Braga").await;
    both.edit("c6900@x.example", "city", "Braga").await;
    let path = format!("/imports/{}/undo", both.id(import));
    both.admin.post(&path, &()).await.ok::<Import>();
    let mut wait = 5;
    let mut kills = 0;
    let mut seen = 0;
    loop {
        let state = both.app.state.clone();
        let mut job = tokio::spawn(async move { jobs::run_until_idle(&state).await });
        if let Ok(ended) = tokio::time::timeout(Duration::from_millis(wait), &mut job).await {
            ended.unwrap().unwrap();
            break;
        }
        job.abort();
        let _ = job.await;
        kills += 1;
        wait = wait * 5 / 4 + 1;
        let undo = both.admin.import(both.id(import)).await.undo.unwrap();
        assert!(undo.looked_at >= seen, "it never goes back");
        seen = undo.looked_at;
    }
    assert!(kills >= 5, "only {kills} kills");
    let kept = both.model.undo(import);
    let undone = both.undone(import, &kept).await;
    let counts = UndoCounts {
        deleted: 2_999,
        restored: 3_999,
        kept: 2,
    };
    assert_eq!(undone.undo.unwrap().counts, counts);
    both.assert_same("killed").await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn asked_for_twice_and_done_by_two_servers_it_is_done_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let mut both = Both::new(app, admin);
    both.import(&Draft::new(file(3_000, "Porto"))).await;
    let first = both
        .import(&Draft::new(file(6_000, "Lyon")).existing(Existing::Override))
        .await;
    let second = both
        .import(&Draft::new(file(2_500, "Faro")).existing(Existing::Override))
        .await;
    // The later one first: the earlier one waits until it is done, and finds its own values again.
    for import in [second, first] {
        let path = format!("/imports/{}/undo", both.id(import));
        let (one, two) = tokio::join!(both.admin.post(&path, &()), both.admin.post(&path, &()));
        one.ok::<Import>();
        two.ok::<Import>();
    }
    // A server sees another one at work, and leaves: so both look until everything is done.
    let done = async || {
        let mut states = Vec::new();
        for import in [first, second] {
            states.push(both.admin.import(both.id(import)).await.state);
        }
        states == [ImportState::Undone, ImportState::Undone]
    };
    while !done().await {
        let (one, two) = tokio::join!(jobs::run_until_idle(&both.app.state), jobs::run_until_idle(&other));
        one.and(two).unwrap();
    }
    for import in [second, first] {
        let kept = both.model.undo(import);
        both.undone(import, &kept).await;
        assert!(kept.is_empty());
    }
    both.assert_same("twice").await;
    let undos: i64 =
        sqlx::query_scalar("select count(*) from contact_change where import_id is not null and user_id is not null")
            .fetch_one(&both.app.pool)
            .await
            .unwrap();
    assert_eq!(undos, 2_500 + 3_000);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_import_over_the_same_contacts_meanwhile_keeps_what_it_writes(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let people = 8_000;
    app.import(&admin, &Draft::new(file(people / 2, "Porto"))).await;
    let undone = app
        .import(
            &admin,
            &Draft::new(file(people, "Lyon"))
                .existing(Existing::Override)
                .new_segment("Spring"),
        )
        .await;
    let meanwhile = Draft::new(file(people, "Faro"))
        .existing(Existing::Override)
        .new_segment("Spring")
        .batches_of(500);
    let upload = admin.upload(&meanwhile).await;
    admin
        .post(&format!("/imports/{}/undo", undone.id), &())
        .await
        .ok::<Import>();
    let by_hand = async {
        for n in (0..people).step_by(211) {
            let id: Option<i64> = sqlx::query_scalar("select id from contact where email = $1")
                .bind(format!("c{n}@x.example"))
                .fetch_optional(&app.pool)
                .await
                .unwrap();
            if let Some(id) = id {
                admin.delete(&format!("/contacts/{id}")).await;
            }
        }
    };
    let runners = async {
        let over = async || {
            admin.import(undone.id).await.state == ImportState::Undone
                && admin.import(upload.id).await.state == ImportState::Finished
        };
        while !over().await {
            let (one, two) = tokio::join!(jobs::run_until_idle(&app.state), jobs::run_until_idle(&other));
            one.and(two).unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(120), async { tokio::join!(runners, by_hand) })
        .await
        .expect("nobody waits for ever");
    let later = admin.import(upload.id).await;
    assert_eq!(later.counts.created + later.counts.updated, people as u64);
    // Every contact that is there has the later import's city; those that went were deleted by hand.
    let contacts = app.contacts(&admin).await;
    assert!(contacts.len() > people - people / 211 - 2, "{}", contacts.len());
    for (email, contact) in &contacts {
        assert_eq!(contact["city"], "Faro", "{email}");
    }
    // And joined the segment by it, or stayed in it.
    let orphans: i64 = sqlx::query_scalar(
        "select count(*) from segment_member m where not exists (select from contact c where c.id = m.contact_id)",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap();
    assert_eq!(orphans, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_database_in_trouble_makes_an_undo_wait_with_a_reason(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app.import(&admin, &Draft::new(file(3, "Porto"))).await;
    admin
        .post(&format!("/imports/{}/undo", import.id), &())
        .await
        .ok::<Import>();
    app.sql("alter table contact rename column created_import to gone")
        .await;
    app.run_jobs().await;
    let waiting = admin.import(import.id).await;
    let undo = waiting.undo.unwrap();
    assert_eq!(waiting.state, ImportState::Undoing);
    assert!(undo.waiting_reason.unwrap().ends_with('.'));
    app.sql("alter table contact rename column gone to created_import; update import_undo set retry_at = now()")
        .await;
    app.run_jobs().await;
    let undone = admin.import(import.id).await;
    assert_eq!(
        (undone.state, undone.undo.unwrap().waiting_reason),
        (ImportState::Undone, None)
    );
    assert!(app.contacts(&admin).await.is_empty());
}

/// Who ends an import holds its row, and then writes down what was done. An undo that is asked for at that moment waits for the
/// one and doesn't stand in the way of the other.
#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn asked_for_while_the_import_is_held_it_waits_and_holds_nobody_up(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut both = Both::new(app, admin);
    let import = both.import(&Draft::new(file(3, "Porto"))).await;
    let mut other = both.app.pool.begin().await.unwrap();
    sqlx::raw_sql("set local lock_timeout = '500ms'; select from import for update")
        .execute(&mut *other)
        .await
        .unwrap();
    let (client, path) = (both.admin.clone(), format!("/imports/{}/undo", both.id(import)));
    let undo = tokio::spawn(async move { client.post(&path, &()).await });
    let waits =
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
    while !sqlx::query_scalar::<_, bool>(waits)
        .fetch_one(&both.app.pool)
        .await
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sqlx::query("insert into audit_entry (account_id, action, subject) values ($1, 'import.finished', 'held')")
        .bind(both.admin.account)
        .execute(&mut *other)
        .await
        .unwrap();
    other.commit().await.unwrap();
    assert_eq!(undo.await.unwrap().ok::<Import>().state, ImportState::Undoing);
}

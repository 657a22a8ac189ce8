//! Jobs that are killed, servers that meet, people who interfere: the result is that of an undisturbed run.

use super::any_file::assert_done;
use super::assert_finished;
use muster_backend::{AppState, Config, jobs};
use muster_shared::FieldType;
use muster_shared::api::{Counts, Import, ImportState, NewField};
use muster_shared::intake::Dialect;
use muster_shared::merge::Existing;
use muster_tests::any_file::some_drafts;
use muster_tests::model::Model;
use muster_tests::{App, Draft};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::fmt::Write;
use std::time::Duration;

/// What the ledger and the history must say of each other, whatever happened.
async fn assert_history_fits(app: &App) {
    let wrong: Vec<(String,)> = sqlx::query_as(
        "select 'created ' || i.number from import i where
             (select coalesce(sum(created), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from contact c where c.created_import = i.id)
         union all select 'updated ' || i.number from import i where
             (select coalesce(sum(updated), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from contact_change h where h.import_id = i.id)
         union all select 'rejected ' || i.number from import i where
             (select coalesce(sum(rejected), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from left_out l where l.import_id = i.id and l.outcome = 'rejected')
         union all select 'skipped ' || i.number from import i where
             (select coalesce(sum(skipped), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from left_out l where l.import_id = i.id and l.outcome = 'skipped')",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert_eq!(wrong, []);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_job_killed_anywhere_applies_everything_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut model = Model::default();
    let mut kills = 0;
    for (case, draft) in some_drafts(12).into_iter().enumerate() {
        let draft = draft.batches_of(2);
        let done = model.import(&draft);
        let upload = admin.upload(&draft).await;
        let mut wait = 1 + case as u64 % 5;
        loop {
            let state = app.state.clone();
            let mut job = tokio::spawn(async move { jobs::run_until_idle(&state).await });
            let ended = tokio::time::timeout(Duration::from_millis(wait), &mut job).await;
            if let Ok(ended) = ended {
                ended.unwrap().unwrap();
                break;
            }
            job.abort();
            let _ = job.await;
            kills += 1;
            wait = wait * 5 / 4 + 1;
            let balance = admin.import(upload.id).await;
            assert!(balance.counts.total() <= balance.records);
        }
        assert_done(
            &admin.import(upload.id).await,
            &done,
            &format!("case {case}: {draft:?}"),
        );
        assert_eq!(app.contacts(&admin).await, model.contacts, "case {case}");
    }
    assert!(kills >= 10, "only {kills} kills");
    assert_history_fits(&app).await;
}

/// Two servers' states over one database.
async fn second_server(app: &App) -> AppState {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .connect_with((*app.pool.connect_options()).clone())
        .await
        .unwrap();
    AppState::new(pool, Config::default())
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn imports_over_the_same_contacts_at_once_get_in_nobodys_way(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let emails = 300;
    let mut uploads = Vec::new();
    for import in 0..6_usize {
        let mut file = "email,points,city\n".to_owned();
        for n in 0..emails {
            // Each in an order of its own.
            let email = (n * [1, 7, 11, 13, 17, 19][import] + import) % emails;
            writeln!(file, "c{email}@x.example,{import},City {import}").unwrap();
        }
        let draft = Draft::new(file)
            .batches_of(40)
            .existing(Existing::Override)
            .new_segment("Everyone");
        uploads.push(admin.upload(&draft).await.id);
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runners = [app.state.clone(), other].map(|state| tokio::spawn(jobs::run(state, stopped.clone())));
    let everything = async {
        for id in &uploads {
            while !admin.import(*id).await.state.is_over() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(40), everything)
        .await
        .expect("all imports end");
    stop.send(true).unwrap();
    for runner in runners {
        runner.await.unwrap();
    }
    let mut total = Counts::default();
    for id in uploads {
        let import = admin.import(id).await;
        assert_finished(&import);
        total.created += import.counts.created;
        total.updated += import.counts.updated;
    }
    assert_eq!((total.created, total.updated), (emails as u64, emails as u64 * 5));
    for (email, contact) in app.contacts(&admin).await {
        assert_eq!(
            contact["city"],
            format!("City {}", contact["points"]),
            "{email} is of one import"
        );
    }
    assert_eq!(app.members(&admin, "Everyone").await.len(), emails);
    assert_history_fits(&app).await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_same_file_twice_at_once_creates_every_contact_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let mut file = "email,city\n".to_owned();
    for n in 0..400 {
        writeln!(file, "c{n}@x.example,Porto").unwrap();
    }
    let draft = Draft::new(file).batches_of(50);
    let uploads = [admin.upload(&draft).await, admin.upload(&draft).await];
    let (one, two) = tokio::join!(jobs::run_until_idle(&app.state), jobs::run_until_idle(&other));
    one.and(two).unwrap();
    let mut counted = (0, 0);
    for upload in uploads {
        let import = admin.import(upload.id).await;
        assert_finished(&import);
        counted = (counted.0 + import.counts.created, counted.1 + import.counts.skipped);
    }
    assert_eq!(counted, (400, 400));
    assert_eq!(app.contacts(&admin).await.len(), 400);
    assert_history_fits(&app).await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn contacts_edited_and_deleted_by_hand_meanwhile_do_not_stop_an_import(
    _: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut file = "email,city\n".to_owned();
    for n in 0..300 {
        writeln!(file, "c{n}@x.example,Porto").unwrap();
    }
    app.import(&admin, &Draft::new(file.as_str())).await;
    let ids: Vec<i64> = sqlx::query_scalar("select id from contact order by id desc")
        .fetch_all(&app.pool)
        .await
        .unwrap();
    let upload = admin
        .upload(
            &Draft::new(file.replace("Porto", "Lyon"))
                .batches_of(10)
                .existing(Existing::Override),
        )
        .await;
    let by_hand = async {
        for id in ids.iter().step_by(10) {
            admin.delete(&format!("/contacts/{id}")).await.empty();
        }
    };
    let (done, ()) = tokio::join!(jobs::run_until_idle(&app.state), by_hand);
    done.unwrap();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!(import.counts.created + import.counts.updated, 300);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_segment_or_field_removed_behind_the_servers_back_stops_nothing_silently(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let new = NewField {
        name: "Plan".to_owned(),
        key: None,
        kind: FieldType::Text,
        required: false,
        options: vec![],
        default_country: None,
    };
    app.new_field(&admin, &new).await;
    let draft = Draft::with(
        "email,plan\na@x.example,Pro\n",
        Dialect::default(),
        app.fields(&admin).await,
    )
    .new_segment("Spring");
    for removed in ["delete from segment", "delete from field"] {
        let upload = admin.upload(&draft).await;
        app.sql(removed).await;
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        match import.state {
            ImportState::Finished => assert_eq!(import.counts.total(), 1),
            ImportState::Paused | ImportState::Failed => {
                assert!(import.paused_reason.is_some_and(|reason| reason.ends_with('.')));
            }
            other => panic!("{removed}: {other:?}"),
        }
        admin.get("/contacts").await.expect(200);
        admin.get("/segments").await.expect(200);
    }
    assert!(app.contacts(&admin).await.contains_key("a@x.example"));
    let orphans: i64 = sqlx::query_scalar(
        "select count(*) from segment_member m where not exists (select from segment s where s.id = m.segment_id)",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap();
    assert_eq!(orphans, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_cancel_that_races_the_end_is_told_truly(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut saved = 0;
    for round in 0..12_u64 {
        let mut file = "email\n".to_owned();
        for n in 0..30 {
            writeln!(file, "r{round}n{n}@x.example").unwrap();
        }
        let upload = admin.upload(&Draft::new(file).batches_of(3)).await;
        let cancel = async {
            tokio::time::sleep(Duration::from_millis(round * 4)).await;
            tokio::join!(admin.steer(upload.id, "cancel"), admin.steer(upload.id, "cancel"))
        };
        let (done, (one, two)) = tokio::join!(jobs::run_until_idle(&app.state), cancel);
        done.unwrap();
        let (one, two): (Import, Import) = (one.ok(), two.ok());
        let import = admin.import(upload.id).await;
        assert_eq!((one.state, two.state), (import.state, import.state));
        assert!(
            matches!(import.state, ImportState::Cancelled | ImportState::Finished),
            "{:?}",
            import.state
        );
        assert_eq!(
            import.state == ImportState::Finished,
            import.counts.total() == 30,
            "round {round}"
        );
        saved += import.counts.created;
        assert_eq!(app.contacts(&admin).await.len() as u64, saved, "round {round}");
    }
    assert_history_fits(&app).await;
}

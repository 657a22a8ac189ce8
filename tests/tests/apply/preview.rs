//! What a preview says is what applying then does.

use super::any_file::assert_done;
use super::{counts, with_ana};
use muster_backend::jobs;
use muster_shared::api::{FieldPreview, Import, ImportState, Preview, PreviewSample, Role};
use muster_shared::field::system_fields;
use muster_shared::limits::PREVIEW_SAMPLES;
use muster_shared::merge::Existing;
use muster_tests::any_file::some_drafts;
use muster_tests::model::Model;
use muster_tests::{App, Client, Draft};
use serde_json::{Map, Value as Json, json};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::time::Duration;
use uuid::Uuid;

/// Rows of an import's history: email, line, former and later values.
type Change = (String, i64, Json, Json);

/// What applying the import did to each field, as a preview tells it.
async fn changed(app: &App, import: &Import) -> Vec<FieldPreview> {
    let history: Vec<Change> = sqlx::query_as(
        "select c.email, h.line, h.before, h.after
         from contact_change h join contact c on c.account_id = h.account_id and c.id = h.contact_id
         where h.import_id = $1 order by h.line",
    )
    .bind(import.id)
    .fetch_all(&app.pool)
    .await
    .unwrap();
    let fields = system_fields().into_iter().map(|field| {
        let key = field.key.as_str();
        let of_field: Vec<PreviewSample> = history
            .iter()
            .filter_map(|(email, line, before, after)| {
                Some(PreviewSample {
                    email: email.clone(),
                    line: line.cast_unsigned(),
                    before: before.get(key)?.clone(),
                    after: after[key].clone(),
                })
            })
            .collect();
        FieldPreview {
            contacts: of_field.len() as u64,
            samples: of_field.into_iter().take(PREVIEW_SAMPLES).collect(),
            field: field.key,
        }
    });
    fields.filter(|field| field.contacts > 0).collect()
}

/// All that an import may write.
async fn written(app: &App) -> Vec<String> {
    let mut rows = Vec::new();
    for statement in [
        "select c::text from contact c order by id",
        "select h::text from contact_change h order by id",
        "select m::text from segment_member m order by segment_id, contact_id",
        "select l::text from left_out l order by line",
        "select b.created || ' ' || b.rejected from import_batch b where b.applied_at is not null",
    ] {
        let found: Vec<String> = sqlx::query_scalar(statement).fetch_all(&app.pool).await.unwrap();
        rows.extend(found);
    }
    rows
}

async fn previewed(admin: &Client, id: Uuid) -> Preview {
    let import = admin.import(id).await;
    assert_eq!(import.state, ImportState::Previewed, "{:?}", import.paused_reason);
    let preview = admin.preview(id).await.unwrap();
    assert_eq!(
        (preview.counts.total(), import.previewed),
        (import.records, Some(import.records))
    );
    preview
}

/// Contacts go and come by other hands, so that every case meets others.
async fn forget_some(app: &App, admin: &Client, case: usize) -> Model {
    sqlx::query("delete from contact where hashtext(email || $1) % 3 = 0")
        .bind(case.to_string())
        .execute(&app.pool)
        .await
        .unwrap();
    Model::of(app.contacts(admin).await)
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_a_preview_says_is_what_applying_does(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let (mut samples, mut kinds) = (0, [0; 4]);
    for (case, draft) in some_drafts(200).into_iter().enumerate() {
        let draft = draft.batches_of(4 + case % 20);
        let what = format!("case {case}: {draft:?}");
        let mut model = forget_some(&app, &admin, case).await;
        let before = written(&app).await;
        let upload = admin.upload(&draft.clone().previewed()).await;
        app.run_jobs().await;
        let preview = previewed(&admin, upload.id).await;
        assert_eq!(written(&app).await, before, "{what}");

        admin.steer(upload.id, "apply").await.ok::<Import>();
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        assert_eq!(
            (import.counts, import.skipped_repeated),
            (preview.counts, preview.skipped_repeated),
            "{what}"
        );
        assert_eq!(changed(&app, &import).await, preview.fields, "{what}");
        let done = model.import(&draft);
        assert_done(&import, &done, &what);
        assert_eq!(admin.preview(upload.id).await, None);
        samples += preview.fields.iter().map(|field| field.samples.len()).sum::<usize>();
        let counts = preview.counts;
        for (kind, n) in kinds
            .iter_mut()
            .zip([counts.created, counts.updated, counts.unchanged, counts.skipped])
        {
            *kind += usize::from(n > 0);
        }
    }
    // The cases are of all kinds.
    assert!(
        samples > 200 && kinds.iter().all(|kind| *kind > 20),
        "{samples} {kinds:?}"
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_preview_killed_anywhere_by_two_servers_says_the_same(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut kills = 0;
    for (case, draft) in some_drafts(12).into_iter().enumerate() {
        let draft = draft.batches_of(2).previewed();
        let undisturbed = admin.upload(&draft).await;
        app.run_jobs().await;
        let expected = previewed(&admin, undisturbed.id).await;
        admin.steer(undisturbed.id, "cancel").await.ok::<Import>();

        let upload = admin.upload(&draft).await;
        let mut wait = 1 + case as u64 % 5;
        while admin.import(upload.id).await.state != ImportState::Previewed {
            let jobs = [app.state.clone(), app.state.clone()]
                .map(|state| tokio::spawn(async move { jobs::run_until_idle(&state).await }));
            tokio::time::sleep(Duration::from_millis(wait)).await;
            for job in jobs {
                kills += usize::from(!job.is_finished());
                job.abort();
                let _ = job.await;
            }
            wait = wait * 5 / 4 + 1;
        }
        let found = previewed(&admin, upload.id).await;
        assert_eq!(
            (found.counts, found.skipped_repeated, found.fields),
            (expected.counts, expected.skipped_repeated, expected.fields),
            "case {case}"
        );
        // So that the next one meets other contacts.
        admin.steer(upload.id, "apply").await.ok::<Import>();
        app.run_jobs().await;
    }
    assert!(kills >= 10, "only {kills} kills");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_preview_shows_former_and_later_values_of_the_first_lines(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let file = "email,first_name,points,city\nnew@x.example,New,7,Lyon\nANA@x.example,Anna,,Porto\n";
    let draft = Draft::new(file)
        .existing(Existing::Override)
        .empty("points", muster_shared::EmptyCell::Clear)
        .previewed();
    let upload = admin.upload(&draft).await;
    app.run_jobs().await;
    let preview = previewed(&admin, upload.id).await;
    assert_eq!(preview.counts, counts(1, 1, 0, 0, 0));
    let fields: Vec<Json> = preview.fields.iter().map(|field| json!(field)).collect();
    let sample =
        |before: Json, after: Json| json!([{"email": "ana@x.example", "line": 3, "before": before, "after": after}]);
    assert_eq!(
        fields,
        [
            json!({"field": "first_name", "contacts": 1, "samples": sample(json!("Ana"), json!("Anna"))}),
            json!({"field": "points", "contacts": 1, "samples": sample(json!(1), Json::Null)}),
            json!({"field": "city", "contacts": 1, "samples": sample(Json::Null, json!("Porto"))}),
        ]
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_discarded_preview_leaves_nothing_behind(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let before = app.contacts(&admin).await;
    let draft = Draft::new("email,first_name\nana@x.example,Anna\nb@x.example,Bo\n")
        .existing(Existing::Override)
        .previewed();
    let upload = admin.upload(&draft).await;
    app.run_jobs().await;
    previewed(&admin, upload.id).await;
    for _ in 0..2 {
        let cancelled: Import = admin.steer(upload.id, "cancel").await.ok();
        assert_eq!((cancelled.state, cancelled.previewed), (ImportState::Cancelled, None));
    }
    // Too late: what is over stays over.
    let import: Import = admin.steer(upload.id, "apply").await.ok();
    app.run_jobs().await;
    assert_eq!((import.state, import.counts.total()), (ImportState::Cancelled, 0));
    assert_eq!(app.contacts(&admin).await, before);
    let kept: i64 = sqlx::query_scalar(
        "select (select count(*) from import_preview)
              + (select count(*) from import_batch where payload is not null)",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn readers_see_a_preview_and_importers_decide_upon_it_once(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let upload = admin
        .upload(&Draft::new("email\nana@x.example\nb@x.example\n").previewed())
        .await;
    app.run_jobs().await;
    let (reader, importer) = (app.person(Role::Reader).await, app.person(Role::Importer).await);
    let other = app.other_account().await;
    assert_eq!(reader.preview(upload.id).await.unwrap().counts, counts(1, 0, 0, 1, 0));
    reader.steer(upload.id, "apply").await.expect(403);
    other
        .get(&format!("{}/preview", upload.path()))
        .await
        .refused(404, "not_found");
    other.steer(upload.id, "apply").await.refused(404, "not_found");
    let (one, two) = tokio::join!(importer.steer(upload.id, "apply"), importer.steer(upload.id, "apply"));
    assert_eq!(
        [one.ok::<Import>().state, two.ok::<Import>().state],
        [ImportState::Sealed; 2]
    );
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts, counts(1, 0, 0, 1, 0));
    let told: i64 = sqlx::query_scalar("select count(*) from audit_entry where action = 'import.confirmed'")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(told, 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_decision_that_races_the_other_one_is_told_truly(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    for round in 0..12_u64 {
        let draft = Draft::new(format!("email\nr{round}@x.example\ns{round}@x.example\n"))
            .batches_of(1)
            .previewed();
        let upload = admin.upload(&draft).await;
        app.run_jobs().await;
        let cancel = async {
            tokio::time::sleep(Duration::from_millis(round)).await;
            admin.steer(upload.id, "cancel").await.ok::<Import>()
        };
        let apply = async {
            let applied = admin.steer(upload.id, "apply").await.ok::<Import>();
            app.run_jobs().await;
            applied
        };
        tokio::join!(apply, cancel);
        let import = admin.import(upload.id).await;
        let in_file = [format!("r{round}@x.example"), format!("s{round}@x.example")];
        let contacts = app.contacts(&admin).await;
        let there = in_file.iter().filter(|email| contacts.contains_key(*email)).count() as u64;
        assert_eq!(import.counts.created, there, "round {round}: {:?}", import.state);
        assert_eq!(import.state == ImportState::Finished, there == 2, "round {round}");
        assert!(matches!(import.state, ImportState::Finished | ImportState::Cancelled));
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn long_values_are_cut_in_samples_and_whole_in_the_contact(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let long = "x".repeat(5_000);
    let draft = Draft::new(format!("email,city\nana@x.example,{long}\n"))
        .existing(Existing::FillEmpty)
        .previewed();
    let upload = admin.upload(&draft).await;
    app.run_jobs().await;
    let preview = previewed(&admin, upload.id).await;
    let after = preview.fields[0].samples[0].after.as_str().unwrap();
    assert_eq!((after.chars().count(), after.ends_with("x…")), (200, true));
    admin.steer(upload.id, "apply").await.ok::<Import>();
    app.run_jobs().await;
    let contact: Map<String, Json> =
        serde_json::from_value(app.contacts(&admin).await["ana@x.example"].clone()).unwrap();
    assert_eq!(contact["city"], json!(long));
}

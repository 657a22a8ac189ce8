//! Files made at random: what the browser says of them, what a plain sequential model says, and what the server does.

use super::assert_finished;
use muster_shared::api::Import;
use muster_tests::App;
use muster_tests::any_file::some_drafts;
use muster_tests::model::{Done, Model};
use sqlx::PgPool;
use std::collections::BTreeSet;

#[track_caller]
pub(crate) fn assert_done(import: &Import, done: &Done, what: &str) {
    assert_finished(import);
    assert_eq!(
        (import.counts, import.skipped_repeated),
        (done.counts, done.skipped_repeated),
        "{what}"
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn any_file_comes_to_what_the_browser_said_and_to_what_the_model_says(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut model = Model::default();
    let mut members = BTreeSet::new();
    for (case, draft) in some_drafts(60).into_iter().enumerate() {
        let what = format!("case {case}: {draft:?}");
        let done = model.import(&draft);
        let upload = admin.upload(&draft).await;
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        assert_done(&import, &done, &what);
        let tally = &upload.tally;
        assert_eq!(
            (tally.rows, tally.with_problems, tally.repeated),
            (import.records, import.counts.rejected, import.skipped_repeated),
            "{what}"
        );
        assert_eq!(app.contacts(&admin).await, model.contacts, "{what}");
        let before = members.len();
        members.extend(done.members);
        assert_eq!(import.segments[0].added as usize, members.len() - before, "{what}");
        assert_eq!(
            app.members(&admin, "Everyone").await,
            members.iter().cloned().collect::<Vec<_>>(),
            "{what}"
        );
    }
}

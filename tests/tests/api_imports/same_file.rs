//! `POST /imports/same-file`

use super::{draft, with};
use muster_shared::api::{Import, ImportState, ImportedBefore, SameFile};
use muster_tests::{App, Client, Draft, Upload};
use sqlx::PgPool;

async fn before(client: &Client, upload: &Upload) -> Option<ImportedBefore> {
    let file = upload.new.file.clone();
    let same = SameFile {
        size: file.size,
        fingerprint: file.fingerprint,
        part: file.part,
    };
    client.post("/imports/same-file", &same).await.ok()
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_same_file_is_known_again_by_its_content(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let file = draft().cut();
    assert_eq!(before(&admin, &file).await, None);
    let first = app.import(&admin, &draft()).await;
    let found = before(&admin, &file).await.unwrap();
    assert_eq!(
        found,
        ImportedBefore {
            id: first.id,
            number: 1,
            file_name: "contacts.csv".to_owned(),
            state: ImportState::Finished,
            by: "Ana López".to_owned(),
            created_at: first.created_at,
            contacts: 3,
        }
    );
    // Under another name it is the same; another sheet, another content isn't.
    let renamed = with(&file, |new| new.file.name = "renamed.csv".to_owned());
    assert_eq!(before(&admin, &renamed).await, Some(found));
    let sheet = with(&file, |new| new.file.part = Some("Leads".to_owned()));
    assert_eq!(before(&admin, &sheet).await, None);
    assert_eq!(before(&admin, &Draft::new("email\nz@x.example\n").cut()).await, None);
    // Another account's files are its own.
    assert_eq!(before(&app.other_account().await, &file).await, None);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn one_that_is_under_way_comes_first_and_one_that_came_to_nothing_is_not_told(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    let under_way = before(&admin, &upload).await.unwrap();
    assert_eq!((under_way.id, under_way.state), (upload.id, ImportState::Uploading));
    let finished = app.import(&admin, &draft()).await;
    assert_eq!(before(&admin, &upload).await, Some(under_way));
    admin.steer(upload.id, "cancel").await.ok::<Import>();
    assert_eq!(before(&admin, &upload).await.unwrap().id, finished.id);
    app.sql("delete from import where state = 'finished'").await;
    assert_eq!(before(&admin, &upload).await, None);
}

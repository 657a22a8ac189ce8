//! `/segments`

use muster_shared::api::{ContactPage, Segment, SegmentMembership, SegmentName};
use muster_tests::{App, Client, Draft};
use sqlx::PgPool;

fn name(name: &str) -> SegmentName {
    SegmentName { name: name.to_owned() }
}

async fn make(client: &Client, text: &str) -> Segment {
    client.post("/segments", &name(text)).await.created()
}

async fn all(client: &Client) -> Vec<Segment> {
    client.get("/segments").await.ok()
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn segments_are_listed_by_name(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    for text in ["berlin", "  Zürich ", "Amsterdam"] {
        make(&admin, text).await;
    }
    let names: Vec<String> = all(&admin).await.into_iter().map(|segment| segment.name).collect();
    assert_eq!(names, ["Amsterdam", "berlin", "Zürich"]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn names_are_taken_whatever_their_case(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let spring = make(&admin, "Spring").await;
    let autumn = make(&admin, "Autumn").await;
    let error = admin
        .post("/segments", &name(" SPRING "))
        .await
        .refused(409, "segment.name_taken");
    assert_eq!(error.field.as_deref(), Some("name"));
    admin
        .patch(&format!("/segments/{}", autumn.id), &name("spring"))
        .await
        .refused(409, "segment.name_taken");
    let renamed: Segment = admin
        .patch(&format!("/segments/{}", spring.id), &name("SPRING"))
        .await
        .ok();
    assert_eq!((renamed.id, renamed.name.as_str()), (spring.id, "SPRING"));
    for bad in ["", "  ", "a\0b", &"x".repeat(101)] {
        assert_eq!(admin.post("/segments", &name(bad)).await.status, 422, "{bad:?}");
    }
    assert_eq!(all(&admin).await.len(), 2);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_contact_is_added_once_and_taken_out_once(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email\na@x.example\nb@x.example\n"))
        .await;
    let segment = make(&admin, "Spring").await;
    let contact = app.contact_id(&admin, "a@x.example").await;
    let path = format!("/contacts/{contact}/segments");
    for _ in 0..2 {
        admin
            .post(&path, &SegmentMembership { segment: segment.id })
            .await
            .empty();
        assert_eq!(app.members(&admin, "Spring").await, ["a@x.example"]);
    }
    assert_eq!(all(&admin).await[0].members, 1);
    let page: ContactPage = admin.get(&format!("/contacts?segment={}", segment.id)).await.ok();
    assert_eq!((page.total.total, page.contacts[0].email.as_str()), (1, "a@x.example"));
    admin.delete(&format!("{path}/{}", segment.id)).await.empty();
    admin
        .delete(&format!("{path}/{}", segment.id))
        .await
        .refused(404, "not_found");
    assert!(app.members(&admin, "Spring").await.is_empty());
    admin
        .post(
            &path,
            &SegmentMembership {
                segment: segment.id + 1,
            },
        )
        .await
        .refused(404, "not_found");
    admin
        .post("/contacts/999999/segments", &SegmentMembership { segment: segment.id })
        .await
        .refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_deleted_segment_leaves_its_contacts(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app
        .import(
            &admin,
            &Draft::new("email\na@x.example\nb@x.example\n").new_segment("Spring"),
        )
        .await;
    let segment = all(&admin).await.remove(0);
    assert_eq!(segment.members, 2);
    let last = segment.last_import.unwrap();
    assert_eq!(
        (last.id, last.number, last.file_name.as_str()),
        (import.id, 1, "contacts.csv")
    );
    admin.delete(&format!("/segments/{}", segment.id)).await.empty();
    admin
        .delete(&format!("/segments/{}", segment.id))
        .await
        .refused(404, "not_found");
    admin
        .patch(&format!("/segments/{}", segment.id), &name("X"))
        .await
        .refused(404, "not_found");
    assert_eq!(app.contacts(&admin).await.len(), 2);
    // The import's summary still names it, and a new one of the name is another segment.
    assert_eq!(admin.import(import.id).await.segments[0].name, "Spring");
    make(&admin, "Spring").await;
    assert!(app.members(&admin, "Spring").await.is_empty());
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_segment_that_an_import_adds_to_can_not_be_deleted_meanwhile(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin
        .upload(&Draft::new("email\na@x.example\n").new_segment("Spring"))
        .await;
    let segment = all(&admin).await.remove(0);
    admin
        .delete(&format!("/segments/{}", segment.id))
        .await
        .refused(409, "segment.in_use");
    // Its name may change: the import goes on with it.
    admin
        .patch(&format!("/segments/{}", segment.id), &name("Summer"))
        .await
        .ok::<Segment>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_eq!(
        (import.segments[0].name.as_str(), import.segments[0].added),
        ("Summer", 1)
    );
    admin.delete(&format!("/segments/{}", segment.id)).await.empty();
}

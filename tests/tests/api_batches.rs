//! `/imports/{id}/batches`

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

use flate2::Compression;
use flate2::write::GzEncoder;
use muster_shared::api::{BATCH_DIGEST, BatchList, BatchReceipt, Import};
use muster_shared::limits;
use muster_tests::client::digest;
use muster_tests::{App, Client, Draft, Upload};
use reqwest::Method;
use serde_json::json;
use sqlx::PgPool;
use std::fmt::Write as _;
use std::io::Write as _;

const FILE: &str = "email,city\na@x.example,Porto\nb@x.example,Lyon\nc@x.example,Gdańsk\n";

async fn created(pool: PgPool) -> (App, Client, Upload) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = Draft::new(FILE).batches_of(1).cut();
    admin.create(&upload).await.ok::<Import>();
    (app, admin, upload)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn received(client: &Client, upload: &Upload) -> Vec<(u32, u32)> {
    client
        .get(&format!("{}/batches", upload.path()))
        .await
        .ok::<BatchList>()
        .received
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_same_batch_again_gets_the_same_answer(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    for _ in 0..3 {
        let receipt: BatchReceipt = admin.put_batch(upload.id, 0, &upload.batches[0]).await.ok();
        assert_eq!(receipt, BatchReceipt { seq: 0, records: 1 });
        assert_eq!(app.ledger_rows(upload.id).await, 1);
    }
    assert_eq!(admin.import(upload.id).await.uploaded, 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_batch_five_times_at_once_is_one(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    for seq in 0..3 {
        let body = &upload.batches[seq as usize];
        let sent = futures::future::join_all((0..5).map(|_| admin.put_batch(upload.id, seq, body))).await;
        for answer in sent {
            assert_eq!(answer.ok::<BatchReceipt>(), BatchReceipt { seq, records: 1 });
        }
    }
    assert_eq!(app.ledger_rows(upload.id).await, 3);
    assert_eq!(admin.import(upload.id).await.uploaded, 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn two_contents_at_once_under_one_number_are_one_of_them(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    let sent = (0..6).map(|n| admin.put_batch(upload.id, 0, &upload.batches[n % 2]));
    let statuses: Vec<u16> = futures::future::join_all(sent)
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    let even: Vec<u16> = statuses.iter().step_by(2).copied().collect();
    let odd: Vec<u16> = statuses.iter().skip(1).step_by(2).copied().collect();
    assert!(
        (even == [200; 3] && odd == [409; 3]) || (even == [409; 3] && odd == [200; 3]),
        "{statuses:?}"
    );
    assert_eq!(app.ledger_rows(upload.id).await, 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn other_content_under_the_same_number_is_refused_and_changes_nothing(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    for (seq, batch) in (0..).zip(&upload.batches) {
        admin.put_batch(upload.id, seq, batch).await.expect(200);
    }
    let stored = "select encode(digest, 'hex') from import_batch order by seq";
    let before: Vec<String> = sqlx::query_scalar(stored).fetch_all(&app.pool).await.unwrap();
    admin
        .put_batch(upload.id, 0, &upload.batches[1])
        .await
        .refused(409, "batch.differs");
    // The same meaning in other bytes is other content, too.
    let spaced = String::from_utf8(upload.batches[0].clone()).unwrap().replace(':', ": ");
    admin
        .put_batch(upload.id, 0, spaced.as_bytes())
        .await
        .refused(409, "batch.differs");
    let after: Vec<String> = sqlx::query_scalar(stored).fetch_all(&app.pool).await.unwrap();
    assert_eq!(before, after);
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(app.contacts(&admin).await["a@x.example"], json!({"city": "Porto"}));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_damaged_batch_is_refused(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    let good = &upload.batches[0];
    let put = |body: Vec<u8>, digest: String| {
        let request = admin.request(Method::PUT, &format!("{}/batches/0", upload.path()));
        admin.send(request.header(BATCH_DIGEST, digest).body(body))
    };
    put(good.clone(), digest(b"something else"))
        .await
        .refused(422, "batch.digest_mismatch");
    for at in 0..good.len() {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        let answer = put(flipped, digest(good)).await;
        assert_eq!(answer.status, 422, "byte {at}: {}", answer.text());
    }
    put(good[..good.len() - 1].to_vec(), digest(good))
        .await
        .refused(422, "batch.digest_mismatch");
    put(Vec::new(), digest(good))
        .await
        .refused(422, "batch.digest_mismatch");
    for wrong in ["", "abc", &"x".repeat(64), &"é".repeat(32)] {
        put(good.clone(), wrong.to_owned())
            .await
            .refused(422, "batch.digest_missing");
    }
    let request = admin
        .request(Method::PUT, &format!("{}/batches/0", upload.path()))
        .body(good.clone());
    admin.send(request).await.refused(422, "batch.digest_missing");
    assert_eq!(app.ledger_rows(upload.id).await, 0);
    assert_eq!(received(&admin, &upload).await, []);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_compressed_batch_is_the_same_batch(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    let put = |seq: usize, encoding: &'static str, body: Vec<u8>| {
        let request = admin.request(Method::PUT, &format!("{}/batches/{seq}", upload.path()));
        let request = request
            .header(BATCH_DIGEST, digest(&upload.batches[seq]))
            .header("content-encoding", encoding);
        admin.send(request.body(body))
    };
    put(0, "gzip", gzip(&upload.batches[0])).await.ok::<BatchReceipt>();
    put(0, "identity", upload.batches[0].clone()).await.ok::<BatchReceipt>();
    put(1, "identity", upload.batches[1].clone()).await.ok::<BatchReceipt>();
    put(1, "gzip", gzip(&upload.batches[1])).await.ok::<BatchReceipt>();
    put(2, "gzip", upload.batches[2].clone())
        .await
        .refused(422, "batch.not_gzip");
    let whole = gzip(&upload.batches[2]);
    put(2, "gzip", whole[..whole.len() - 9].to_vec())
        .await
        .refused(422, "batch.not_gzip");
    put(2, "gzip", Vec::new()).await.refused(422, "batch.not_gzip");
    put(2, "br", whole.clone()).await.refused(415, "batch.encoding");
    put(2, "gzip, gzip", whole.clone()).await.refused(415, "batch.encoding");
    put(2, "gzip", whole).await.ok::<BatchReceipt>();
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_batch_over_the_limit_is_refused(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    // White space is JSON, too: the right content, only too much of it.
    let padded = |bytes: usize| {
        let mut body = upload.batches[0].clone();
        body.resize(bytes, b' ');
        body
    };
    let over = padded(limits::BATCH_BODY_BYTES + 1);
    let request = admin
        .batch(upload.id, 0, gzip(&over))
        .header("content-encoding", "gzip");
    admin
        .send(request.header(BATCH_DIGEST, digest(&over)))
        .await
        .refused(413, "body.too_large");
    admin
        .put_batch(upload.id, 0, &over)
        .await
        .refused(413, "body.too_large");
    assert_eq!(app.ledger_rows(upload.id).await, 0);
    admin
        .put_batch(upload.id, 0, &padded(limits::BATCH_BODY_BYTES))
        .await
        .ok::<BatchReceipt>();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_has_not_the_shape_of_a_batch_is_refused(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    let records = |n: usize| {
        let lines: Vec<usize> = (2..n + 2).collect();
        json!({"lines": lines, "columns": [vec!["a@x.example"; n], vec![""; n]]}).to_string()
    };
    let one = r#""lines":[2],"columns":[["a@x.example"],["Porto"]]"#;
    for body in [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        format!("{{{one}}} and more"),
        records(0),
        records(limits::BATCH_RECORDS + 1),
        r#"{"lines":[2],"columns":[["a@x.example"]]}"#.to_owned(),
        r#"{"lines":[2],"columns":[["a@x.example"],["Porto"],["x"]]}"#.to_owned(),
        r#"{"lines":[2,3],"columns":[["a@x.example"],["Porto"]]}"#.to_owned(),
        r#"{"lines":[2],"columns":[["a@x.example"],["Porto","Lyon"]]}"#.to_owned(),
        r#"{"lines":[2],"columns":[["a@x.example"],[7]]}"#.to_owned(),
        r#"{"lines":[2],"columns":[["a@x.example"],[null]]}"#.to_owned(),
        r#"{"lines":[2],"columns":[["a@x.example"],["\ud800"]]}"#.to_owned(),
        r#"{"lines":[0],"columns":[["a@x.example"],["Porto"]]}"#.to_owned(),
        r#"{"lines":[-1],"columns":[["a@x.example"],["Porto"]]}"#.to_owned(),
        r#"{"lines":[18446744073709551615],"columns":[["a@x.example"],["Porto"]]}"#.to_owned(),
        r#"{"lines":[3,2],"columns":[["a@x.example","b@x.example"],["",""]]}"#.to_owned(),
        r#"{"lines":[2,2],"columns":[["a@x.example","b@x.example"],["",""]]}"#.to_owned(),
        format!(r#"{{{one},"marks":[{{"row":1,"repeated":{{"kept_line":9}}}}]}}"#),
        format!(r#"{{{one},"marks":[{{"row":-1,"repeated":{{"kept_line":9}}}}]}}"#),
        format!(
            r#"{{{one},"marks":[{{"row":0,"repeated":{{"kept_line":9}}}},{{"row":0,"repeated":{{"kept_line":9}}}}]}}"#
        ),
        format!(r#"{{{one},"marks":[{{"row":0,"broken":{{"problem":{{"code":"email.missing_at"}}}}}}]}}"#),
        format!(r#"{{{one},"marks":[{{"row":0,"broken":{{"problem":{{"code":"made.up"}}}}}}]}}"#),
        format!(r#"{{{one},"marks":[{{"row":0,"unknown":{{}}}}]}}"#),
        format!(r#"{{"lines":[2],"columns":{}}}"#, "[".repeat(100_000)),
    ] {
        let answer = admin.put_batch(upload.id, 0, body.as_bytes()).await;
        let error = answer.refused(422, "batch.shape");
        assert!(
            !error.message.contains("Porto") && !error.message.contains("x.example"),
            "{error:?}"
        );
    }
    let bytes = b"{\"lines\":[2],\"columns\":[[\"a@x.example\"],[\"\xff\xfe\"]]}";
    admin.put_batch(upload.id, 0, bytes).await.refused(422, "batch.shape");
    assert_eq!(app.ledger_rows(upload.id).await, 0);
    let most = records(limits::BATCH_RECORDS);
    assert_eq!(
        admin
            .put_batch(upload.id, 0, most.as_bytes())
            .await
            .ok::<BatchReceipt>()
            .records as usize,
        limits::BATCH_RECORDS
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn batches_have_numbers_and_an_import(pool: PgPool) {
    let (_app, admin, upload) = created(pool).await;
    let body = &upload.batches[0];
    admin
        .put_batch(uuid::Uuid::new_v4(), 0, body)
        .await
        .refused(404, "not_found");
    admin
        .put_batch(upload.id, limits::BATCHES, body)
        .await
        .refused(422, "batch.shape");
    admin
        .put_batch(upload.id, u32::MAX, body)
        .await
        .refused(422, "batch.shape");
    for seq in ["-1", "x", "4294967296", "1.5"] {
        let request = admin.request(Method::PUT, &format!("{}/batches/{seq}", upload.path()));
        admin
            .send(request.header(BATCH_DIGEST, digest(body)).body(body.clone()))
            .await
            .refused(404, "not_found");
    }
    admin
        .put_batch(upload.id, limits::BATCHES - 1, body)
        .await
        .ok::<BatchReceipt>();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_list_tells_what_has_arrived_as_ranges(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let mut file = "email\n".to_owned();
    for n in 0..9 {
        writeln!(file, "c{n}@x.example").unwrap();
    }
    let upload = Draft::new(file).batches_of(1).cut();
    admin.create(&upload).await.ok::<Import>();
    assert_eq!(received(&admin, &upload).await, []);
    for (seq, ranges) in [
        (4, vec![(4, 4)]),
        (0, vec![(0, 0), (4, 4)]),
        (5, vec![(0, 0), (4, 5)]),
        (8, vec![(0, 0), (4, 5), (8, 8)]),
        (1, vec![(0, 1), (4, 5), (8, 8)]),
        (2, vec![(0, 2), (4, 5), (8, 8)]),
        (3, vec![(0, 5), (8, 8)]),
    ] {
        admin
            .put_batch(upload.id, seq, &upload.batches[seq as usize])
            .await
            .expect(200);
        assert_eq!(received(&admin, &upload).await, ranges);
    }
    admin
        .get(&format!("/imports/{}/batches", uuid::Uuid::new_v4()))
        .await
        .refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn after_the_seal_nothing_new_comes_in(pool: PgPool) {
    let (app, admin, upload) = created(pool).await;
    for (seq, batch) in (0..).zip(&upload.batches) {
        admin.put_batch(upload.id, seq, batch).await.expect(200);
    }
    admin.seal(&upload).await.ok::<Import>();
    for applied in [false, true] {
        if applied {
            app.run_jobs().await;
        }
        admin
            .put_batch(upload.id, 3, &upload.batches[0])
            .await
            .refused(409, "import.sealed");
        admin
            .put_batch(upload.id, 0, &upload.batches[1])
            .await
            .refused(409, "batch.differs");
        // A batch whose answer was lost still gets it.
        let receipt: BatchReceipt = admin.put_batch(upload.id, 0, &upload.batches[0]).await.ok();
        assert_eq!(receipt, BatchReceipt { seq: 0, records: 1 });
        assert_eq!(received(&admin, &upload).await, [(0, 2)]);
    }
    assert_eq!(app.contacts(&admin).await.len(), 3);
}

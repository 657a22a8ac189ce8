//! A bomb, alone in its process: its peak of memory is looked at.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

use flate2::{Compress, Compression, FlushCompress};
use muster_shared::api::{BATCH_DIGEST, Import};
use muster_tests::client::digest;
use muster_tests::{App, Draft};
use sqlx::PgPool;
use std::fs;

/// The most memory that the process had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A gzip stream of 1 GiB of zeros: one compressed MiB over and over, which refers to nothing but zeros before it.
fn bomb() -> Vec<u8> {
    let mut block = Vec::with_capacity(64 << 10);
    let mut compress = Compress::new(Compression::best(), false);
    compress
        .compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full)
        .unwrap();
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut bomb = header.to_vec();
    for _ in 0..1024 {
        bomb.extend_from_slice(&block);
    }
    // An empty last block, a checksum that nobody gets to, and 2^30.
    bomb.extend_from_slice(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 64]);
    bomb
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_bomb_is_refused_with_little_memory(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = Draft::new("email\na@x.example\n").cut();
    admin.create(&upload).await.ok::<Import>();
    let bomb = bomb();
    assert!((900 << 10..2 << 20).contains(&bomb.len()), "{} bytes", bomb.len());
    let request = || {
        let request = admin.request(reqwest::Method::PUT, &format!("{}/batches/0", upload.path()));
        request
            .header(BATCH_DIGEST, digest(b""))
            .header("content-encoding", "gzip")
            .body(bomb.clone())
    };
    // Hashing the password took memory: the peak counts from here.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = peak();
    admin.send(request()).await.refused(413, "body.too_large");
    let more = peak() - before;
    assert!(more < 32 << 10, "{more} KiB for a bomb");
    assert_eq!(app.ledger_rows(upload.id).await, 0);
}

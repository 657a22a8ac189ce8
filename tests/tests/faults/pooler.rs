//! Servers behind pgbouncer, which gives its connections to whoever has a transaction. Debian's knows nothing of prepared statements.

use muster_properties::random::Random;
use muster_tests::faults::browser::Browser;
use muster_tests::faults::campaign::campaign;
use muster_tests::faults::cluster::Cluster;
use muster_tests::faults::lane::Pooled;
use muster_tests::faults::pooler::{Pooler, program};
use muster_tests::faults::server::Server;
use muster_tests::faults::{Folder, alone};
use std::time::Duration;

fn has_pooler() -> bool {
    if program().is_none() {
        println!("SKIPPED: pgbouncer isn't installed");
    }
    program().is_some()
}

#[test]
fn seeded_runs_behind_a_pooler_come_to_the_same() {
    if !has_pooler() {
        return;
    }
    let outcome = campaign(1001, 20, 2, Pooled::ByTransaction, |_, _, _| ());
    println!("{outcome}");
    assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
}

/// Whether it refuses the settings of a session or drops them, it is found out; servers that start at once make the schema once.
#[test]
fn a_pooler_is_found_out_by_every_server() {
    if !has_pooler() {
        return;
    }
    let dropped = "ignore_startup_parameters = options, extra_float_digits";
    for (more, said) in [("", "auto"), (dropped, "auto"), (dropped, "transaction")] {
        let folder = Folder::new();
        alone(async {
            muster_tests::faults::programs::give_to_postgres(folder.path());
            let cluster = Cluster::make(folder.path().join("pg"), None).await;
            let pooler = Pooler::start(&folder.path().join("pooler"), cluster.folder(), more).await;
            let server = |n| {
                let server = Server::new(pooler.url(), folder.path().join(format!("muster{n}.log")));
                server.with("MUSTER_POOLER", said)
            };
            let servers: Vec<Server> = (0..3).map(server).collect();
            futures::future::join_all(servers.iter().map(Server::start)).await;
            let open = format!("http://{}", servers[0].address().unwrap());
            let browser = Browser::of_new_account(&cluster.admin, open, Random::at(1, 0)).await;
            let draft = super::draft(2_000, 100);
            let upload = draft.cut();
            super::stage(&browser, &upload).await;
            super::seal(&browser, &upload).await;
            super::until(&browser, &upload, Duration::from_secs(30), |import| {
                import.counts.created == 2_000
            })
            .await;
            // More at once than the pooler has connections.
            let asked = (0..60).map(|_| browser.import(upload.id));
            for import in futures::future::join_all(asked).await {
                assert_eq!(import.unwrap().counts.created, 2_000);
            }
            let log = cluster.log();
            assert!(!log.contains("prepared statement"), "{log}");
            for server in servers {
                assert!(!server.log().contains("ERROR"), "{}", server.log());
            }
        });
    }
}

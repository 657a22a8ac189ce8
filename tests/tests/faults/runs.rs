//! Seeded runs.

use muster_tests::faults::campaign::campaign;
use muster_tests::faults::lane::{Lane, Pooled};
use muster_tests::faults::run::run;
use muster_tests::faults::script::Script;
use muster_tests::faults::{Folder, alone, check};
use muster_tests::model::Model;
use std::collections::BTreeSet;
use std::rc::Rc;

#[test]
fn fifty_seeds_come_to_what_undisturbed_runs_come_to() {
    let outcome = campaign(1, 50, 3, Pooled::No, |_, _, _| ());
    println!("{outcome}");
    assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
    assert!(outcome.peak_mb < 300.0);
}

#[test]
fn a_seed_says_all_of_a_run() {
    for seed in 1..20 {
        assert_eq!(format!("{:?}", Script::of(seed)), format!("{:?}", Script::of(seed)));
    }
    assert_ne!(format!("{:?}", Script::of(1)), format!("{:?}", Script::of(2)));
}

/// The harness itself: each kind of damage to the database is seen.
#[test]
fn damage_is_a_violation() {
    let folder = Folder::new();
    alone(async {
        let lane = Rc::new(Lane::make(folder.path(), 0, Pooled::No).await);
        let mut script = Script::of(3);
        script.faults.clear();
        script.undone = None;
        run(&lane, &script).await.unwrap();
        let admin = &lane.cluster.admin;
        let account: i64 = sqlx::query_scalar("select max(account_id) from account")
            .fetch_one(admin)
            .await
            .unwrap();
        check::books(admin, account).await.unwrap();
        for damage in [
            "update import_batch set payload = 'x' where seq = 0",
            "delete from left_out",
            "delete from contact where email = (select min(email) from contact)",
            "insert into contact_change (account_id, contact_id, at, import_id, before, after)
             select account_id, id, now(), created_import, '{}', '{}' from contact limit 1",
            "delete from segment_member where contact_id = (select min(contact_id) from segment_member)",
            "update import set state = 'applying', finished_at = null",
        ] {
            let before = check::books(admin, account).await.err().map(|violation| violation.0);
            sqlx::query(damage).execute(admin).await.unwrap();
            let after = check::books(admin, account).await.err().map(|violation| violation.0);
            assert!(after.is_some() && after != before, "{damage}: {after:?}");
        }
        for damage in [
            "delete from contact_unsearched",
            "insert into contact_word (account_id, word, contact_id) select account_id, 'nobody', id from contact limit 1",
        ] {
            sqlx::query(damage).execute(admin).await.unwrap();
        }
        let astray = check::words(admin, account).await;
        assert!(astray.unwrap_err().0.contains("nobody"));
        let nothing = check::database(admin, account, &Model::default(), &BTreeSet::new()).await;
        assert!(nothing.unwrap_err().0.contains("should be nothing"));
    });
}

//! Several servers on one database.

use super::{assert_exact, browser, draft, seal, stage};
use muster_tests::faults::crowd::crowd;
use muster_tests::faults::lane::Lane;
use muster_tests::faults::server::Server;
use muster_tests::faults::{Folder, alone};
use std::time::Duration;

#[test]
fn three_servers_share_the_work_while_one_of_them_is_killed_again_and_again() {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), 3).await;
        let mut imports = Vec::new();
        for _ in 0..8 {
            let (browser, draft) = (browser(&lane).await, draft(1_500, 30));
            let upload = draft.cut();
            stage(&browser, &upload).await;
            imports.push((browser, draft, upload));
        }
        for (browser, _, upload) in &imports {
            seal(browser, upload).await;
        }
        let mut kills = 0;
        loop {
            let open: i64 = sqlx::query_scalar("select count(*) from import where state <> 'finished'")
                .fetch_one(&lane.cluster.admin)
                .await
                .unwrap();
            if open == 0 {
                break;
            }
            lane.kill(0).await;
            lane.start(0).await;
            kills += 1;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        assert!(kills > 2, "it was over too soon");
        for (browser, draft, upload) in &imports {
            assert_exact(&lane, browser, draft, upload, Duration::from_secs(30)).await;
        }
        let finished = |server: &Server| server.log().matches("import finished").count();
        let shares: Vec<usize> = lane.servers.iter().map(finished).collect();
        assert!(shares.iter().filter(|share| **share > 0).count() > 1, "{shares:?}");
    });
}

#[test]
fn imports_over_the_same_emails_in_orders_of_their_own_meet_no_deadlock() {
    let crowd = crowd(8, 10_000, 1);
    assert!(crowd.violation.is_none(), "{crowd:?}");
    assert_eq!(crowd.deadlocks, 0, "{crowd:?}");
}

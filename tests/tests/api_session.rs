//! `/setup`, `/session` and `/health`.

use muster_backend::config::Cookies;
use muster_shared::RULES_VERSION;
use muster_shared::api::{Login, Role, Session, Setup};
use muster_tests::App;
use muster_tests::harness::{ADMIN_EMAIL, PASSWORD, SETUP_CODE, setup};
use sqlx::PgPool;

fn login(email: &str, password: &str) -> Login {
    Login {
        email: email.to_owned(),
        password: password.to_owned(),
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_fresh_install_asks_for_its_setup(pool: PgPool) {
    let app = App::start(pool).await;
    let guest = app.guest();
    assert_eq!(guest.get("/session").await.ok::<Session>(), Session::SetupNeeded);
    let Session::LoggedIn { me } = guest.post("/setup", &setup(ADMIN_EMAIL, " Lumenhaus ")).await.created() else {
        panic!("the first admin is logged in at once");
    };
    assert_eq!(
        (me.role, me.email.as_str(), me.account_name.as_str()),
        (Role::Admin, ADMIN_EMAIL, "Lumenhaus")
    );
    assert_eq!(me.rules_version, RULES_VERSION);
    assert_eq!(
        (
            me.totals.contacts,
            me.totals.segments,
            me.totals.imports,
            me.totals.fields
        ),
        (0, 0, 0, 9)
    );
    assert_eq!(guest.get("/session").await.ok::<Session>(), Session::LoggedIn { me });
    assert_eq!(app.guest().get("/session").await.ok::<Session>(), Session::LoggedOut);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_setup_code_is_taken_as_people_type_it(pool: PgPool) {
    let app = App::start(pool).await;
    let typed = Setup {
        code: format!(" {} ", SETUP_CODE.to_lowercase().replace('-', "")),
        ..setup(ADMIN_EMAIL, "Lumenhaus")
    };
    app.guest().post("/setup", &typed).await.expect(201);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_wrong_setup_code_makes_no_account(pool: PgPool) {
    let app = App::start(pool).await;
    let guest = app.guest();
    for code in ["", "K7PM-2QXA-9TRE", "0", "\0"] {
        let wrong = Setup {
            code: code.to_owned(),
            ..setup(ADMIN_EMAIL, "Lumenhaus")
        };
        let error = guest.post("/setup", &wrong).await.refused(403, "setup.wrong_code");
        assert_eq!(error.field.as_deref(), Some("code"));
    }
    assert_eq!(guest.get("/session").await.ok::<Session>(), Session::SetupNeeded);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn setup_codes_can_not_be_guessed_for_ever(pool: PgPool) {
    let app = App::start(pool).await;
    let guest = app.guest();
    let wrong = Setup {
        code: "AAAA-AAAA-AAAA".to_owned(),
        ..setup(ADMIN_EMAIL, "Lumenhaus")
    };
    for _ in 0..20 {
        guest.post("/setup", &wrong).await.refused(403, "setup.wrong_code");
    }
    let answer = guest.post("/setup", &wrong).await;
    answer.refused(429, "setup.too_many");
    assert!(answer.headers.contains_key("retry-after"));
    // Not even the right one goes through now.
    guest
        .post("/setup", &setup(ADMIN_EMAIL, "Lumenhaus"))
        .await
        .refused(429, "setup.too_many");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn setup_happens_once(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    app.guest()
        .post("/setup", &setup("eve@elsewhere.example", "Mine"))
        .await
        .refused(409, "setup.done");
    let wrong = Setup {
        code: "wrong".to_owned(),
        ..setup("eve@elsewhere.example", "Mine")
    };
    app.guest().post("/setup", &wrong).await.refused(409, "setup.done");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn of_many_setups_at_once_one_wins(pool: PgPool) {
    let app = App::start(pool).await;
    let attempts = (0..5).map(|n| {
        let guest = app.guest();
        async move {
            guest
                .post("/setup", &setup(&format!("admin{n}@lumenhaus.example"), "Lumenhaus"))
                .await
                .status
        }
    });
    let mut statuses = futures::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409]);
    let accounts: i64 = sqlx::query_scalar("select count(*) from account")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(accounts, 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_refused_setup_names_the_field(pool: PgPool) {
    let app = App::start(pool).await;
    let good = || setup(ADMIN_EMAIL, "Lumenhaus");
    for (form, field) in [
        (
            Setup {
                account_name: "  ".to_owned(),
                ..good()
            },
            "account_name",
        ),
        (
            Setup {
                account_name: "x".repeat(101),
                ..good()
            },
            "account_name",
        ),
        (
            Setup {
                name: String::new(),
                ..good()
            },
            "name",
        ),
        (
            Setup {
                name: "An\0a".to_owned(),
                ..good()
            },
            "name",
        ),
        (
            Setup {
                email: "ana".to_owned(),
                ..good()
            },
            "email",
        ),
        (
            Setup {
                password: "elevenchars".to_owned(),
                ..good()
            },
            "password",
        ),
        (
            Setup {
                password: "password1234".to_owned(),
                ..good()
            },
            "password",
        ),
        (
            Setup {
                password: "x1".repeat(200),
                ..good()
            },
            "password",
        ),
        (
            Setup {
                password: ADMIN_EMAIL.to_owned(),
                ..good()
            },
            "password",
        ),
    ] {
        let answer = app.guest().post("/setup", &form).await;
        let error: muster_shared::api::ApiError = answer.expect(422).json();
        assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
    }
    assert_eq!(app.guest().get("/session").await.ok::<Session>(), Session::SetupNeeded);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn who_logs_in_stays_until_they_log_out(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    let client = app.guest();
    client.get("/contacts").await.refused(401, "session.none");
    client
        .post(
            "/session",
            &login(&format!(" {} ", ADMIN_EMAIL.to_uppercase()), PASSWORD),
        )
        .await
        .expect(200);
    client.get("/contacts").await.expect(200);
    client.delete("/session").await.empty();
    client.get("/contacts").await.refused(401, "session.none");
    assert_eq!(client.get("/session").await.ok::<Session>(), Session::LoggedOut);
    client.delete("/session").await.empty();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_log_out_ends_that_session_and_no_other(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let elsewhere = app.log_in(ADMIN_EMAIL).await;
    admin.delete("/session").await.empty();
    elsewhere.get("/contacts").await.expect(200);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_token_is_worth_nothing_after_log_out(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    let client = app.guest();
    let answer = client.post("/session", &login(ADMIN_EMAIL, PASSWORD)).await;
    let cookie = answer.headers["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let with_cookie = || {
        app.guest()
            .request(reqwest::Method::GET, "/contacts")
            .header("cookie", &cookie)
    };
    client.send(with_cookie()).await.expect(200);
    client.delete("/session").await.empty();
    client.send(with_cookie()).await.refused(401, "session.none");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn forged_tokens_open_nothing(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    for token in [
        "1.",
        ".",
        "1.x",
        "1",
        "9223372036854775808.x",
        "-1.AAAA",
        "1.%00",
        "1.'or 1=1--",
    ] {
        let request = app
            .guest()
            .request(reqwest::Method::GET, "/contacts")
            .header("cookie", format!("muster_session={token}"));
        app.guest().send(request).await.refused(401, "session.none");
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn sessions_end_by_age_and_by_idleness(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.sql("update session set created_at = now() - interval '29 days', seen_at = now() - interval '6 days'")
        .await;
    admin.get("/contacts").await.expect(200);
    app.sql("update session set seen_at = now() - interval '8 days'").await;
    admin.get("/contacts").await.refused(401, "session.none");
    app.sql("update session set created_at = now() - interval '31 days', seen_at = now()")
        .await;
    admin.get("/contacts").await.refused(401, "session.none");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_wrong_password_and_a_wrong_email_look_the_same(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    let guest = app.guest();
    let wrong_password = guest
        .post("/session", &login(ADMIN_EMAIL, "correct horse batterz"))
        .await;
    let wrong_email = guest
        .post("/session", &login("nobody@lumenhaus.example", PASSWORD))
        .await;
    assert_eq!(
        wrong_password.refused(401, "login.wrong"),
        wrong_email.refused(401, "login.wrong")
    );
    for (email, password) in [
        ("", ""),
        (ADMIN_EMAIL, ""),
        ("\0", "\0"),
        (&"x".repeat(5_000), &"y".repeat(5_000)),
    ] {
        guest
            .post("/session", &login(email, password))
            .await
            .refused(401, "login.wrong");
    }
    assert_eq!(guest.get("/session").await.ok::<Session>(), Session::LoggedOut);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn passwords_can_not_be_guessed_for_ever(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    let guest = app.guest();
    for n in 0..10 {
        guest
            .post("/session", &login(ADMIN_EMAIL, &format!("guess number {n}")))
            .await
            .refused(401, "login.wrong");
    }
    let answer = guest
        .post("/session", &login(&ADMIN_EMAIL.to_uppercase(), PASSWORD))
        .await;
    answer.refused(429, "login.too_many");
    assert!(answer.headers.contains_key("retry-after"));
    // Another person still gets in, and this one after a while.
    guest
        .post("/session", &login("nobody@lumenhaus.example", PASSWORD))
        .await
        .refused(401, "login.wrong");
    app.sql("update login_attempt set at = at - interval '16 minutes'")
        .await;
    guest.post("/session", &login(ADMIN_EMAIL, PASSWORD)).await.expect(200);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn one_address_can_not_try_all_emails(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    // As a hundred wrong tries with other emails would leave it.
    app.guest()
        .post("/session", &login("x@lumenhaus.example", PASSWORD))
        .await
        .refused(401, "login.wrong");
    app.sql("insert into login_attempt (subject, at) select subject, at from login_attempt, generate_series(1, 99)")
        .await;
    app.guest()
        .post("/session", &login(ADMIN_EMAIL, PASSWORD))
        .await
        .refused(429, "login.too_many");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites(pool: PgPool) {
    let app = App::start(pool.clone()).await;
    let answer = app.guest().post("/setup", &setup(ADMIN_EMAIL, "Lumenhaus")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with("muster_session=") && cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "plain loopback: {cookie}");

    let app = App::start_with(pool, |config| config.cookies = Cookies::Secure).await;
    let answer = app.guest().post("/session", &login(ADMIN_EMAIL, PASSWORD)).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-muster_session="), "{cookie}");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_copy_of_the_database_opens_no_session(pool: PgPool) {
    let (app, _) = App::with_admin(pool).await;
    let answer = app.guest().post("/session", &login(ADMIN_EMAIL, PASSWORD)).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let secret = cookie
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .split_once('.')
        .unwrap()
        .1
        .to_owned();
    let dump: String = sqlx::query_scalar(
        "select string_agg(s::text, ' ') || (select string_agg(u::text, ' ') from app_user u) from session s",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap();
    assert!(
        !dump.contains(&secret) && !dump.contains(PASSWORD) && dump.contains("$argon2id$"),
        "{dump}"
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn health_tells_whether_the_database_answers(pool: PgPool) {
    let app = App::start(pool).await;
    app.guest().get("/health").await.expect(200);
    app.pool.close().await;
    assert_eq!(app.guest().get("/health").await.status, 503);
}

//! Refused log-ins and setup codes.

use crate::store::PgPool;

/// Minutes after which a failure is forgotten.
pub(crate) const WINDOW_MINUTES: i32 = 15;

/// Failures of a subject within the window.
pub(crate) async fn count(pool: &PgPool, subject: &[u8]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from login_attempt
           where account_id = 0 and subject = $1 and at > now() - make_interval(mins => $2)"#,
        subject,
        WINDOW_MINUTES,
    )
    .fetch_one(pool)
    .await
}

/// Notes a failure under each subject, and forgets the old ones.
pub(crate) async fn note(pool: &PgPool, subjects: &[Vec<u8>]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from login_attempt where account_id = 0 and at < now() - make_interval(mins => $1)",
        WINDOW_MINUTES,
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "insert into login_attempt (subject, at) select unnest($1::bytea[]), now()",
        subjects
    )
    .execute(pool)
    .await?;
    Ok(())
}

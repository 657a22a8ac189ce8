//! The audit log: who did what, when.

use sqlx::PgExecutor;

/// Notes an action, in the transaction that does it. `user_id` is `None` where the server acts by itself.
pub(crate) async fn note(
    executor: impl PgExecutor<'_>,
    account_id: i64,
    user_id: Option<i64>,
    action: &'static str,
    subject: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_entry (account_id, user_id, action, subject) values ($1, $2, $3, $4)",
        account_id,
        user_id,
        action,
        subject,
    )
    .execute(executor)
    .await
    .map(drop)
}

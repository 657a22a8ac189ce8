//! Sessions of people who are logged in.

use crate::auth::session::{IDLE_DAYS, MOST_DAYS};
use crate::store::PgPool;
use crate::store::user::role_from_name;
use muster_shared::api::Role;

/// Whose session it is.
#[derive(Clone, Debug)]
pub(crate) struct SessionUser {
    pub(crate) account_id: i64,
    pub(crate) user_id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
}

/// Starts a session, and forgets the account's that have ended.
pub(crate) async fn create(pool: &PgPool, account_id: i64, user_id: i64, token_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from session where account_id = $1
            and (seen_at < now() - make_interval(days => $2) or created_at < now() - make_interval(days => $3))",
        account_id,
        IDLE_DAYS,
        MOST_DAYS,
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "insert into session (account_id, token_hash, user_id, created_at, seen_at) values ($1, $2, $3, now(), now())",
        account_id,
        token_hash,
        user_id,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Who a living session belongs to. Notes its use, at most every five minutes.
pub(crate) async fn find(pool: &PgPool, account_id: i64, token_hash: &[u8]) -> sqlx::Result<Option<SessionUser>> {
    let found = sqlx::query!(
        r#"select u.id, u.name, u.email, u.role, s.seen_at < now() - interval '5 minutes' as "stale!"
           from session s join app_user u on u.account_id = s.account_id and u.id = s.user_id
           where s.account_id = $1 and s.token_hash = $2
             and s.seen_at > now() - make_interval(days => $3) and s.created_at > now() - make_interval(days => $4)"#,
        account_id,
        token_hash,
        IDLE_DAYS,
        MOST_DAYS,
    )
    .fetch_optional(pool)
    .await?;
    let Some(found) = found else { return Ok(None) };
    if found.stale {
        sqlx::query!(
            "update session set seen_at = now() where account_id = $1 and token_hash = $2",
            account_id,
            token_hash
        )
        .execute(pool)
        .await?;
    }
    let role = role_from_name(&found.role);
    Ok(Some(SessionUser {
        account_id,
        user_id: found.id,
        name: found.name,
        email: found.email,
        role,
    }))
}

pub(crate) async fn delete(pool: &PgPool, account_id: i64, token_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from session where account_id = $1 and token_hash = $2",
        account_id,
        token_hash
    )
    .execute(pool)
    .await
    .map(drop)
}

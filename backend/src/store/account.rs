//! Accounts.

use crate::auth::setup::FirstOnly;
use crate::store::PgPool;
use crate::store::user::{self, NewUser};
use crate::store::{audit, unsigned};

/// Any number that nothing else locks.
const SETUP_LOCK: i64 = 0x6d75_7374_6572;

pub(crate) async fn any_exists(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from account) as "exists!""#)
        .fetch_one(pool)
        .await
}

/// What the side bar shows of an account.
pub(crate) struct Summary {
    pub(crate) name: String,
    pub(crate) segments: u64,
    pub(crate) imports: u64,
    pub(crate) custom_fields: u64,
}

pub(crate) async fn summary(pool: &PgPool, account_id: i64) -> sqlx::Result<Summary> {
    let row = sqlx::query!(
        "select name, imports,
                (select count(*) from segment s where s.account_id = $1) as segments,
                (select count(*) from field f where f.account_id = $1) as fields
         from account where account_id = $1",
        account_id,
    )
    .fetch_one(pool)
    .await?;
    Ok(Summary {
        name: row.name,
        segments: unsigned(row.segments),
        imports: unsigned(Some(row.imports)),
        custom_fields: unsigned(row.fields),
    })
}

/// Makes an account with its first user: their ids. `None` if it must be the first account and isn't.
pub(crate) async fn create(
    pool: &PgPool,
    name: &str,
    admin: NewUser<'_>,
    first: FirstOnly,
) -> sqlx::Result<Option<(i64, i64)>> {
    let mut transaction = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", SETUP_LOCK)
        .execute(&mut *transaction)
        .await?;
    let exists = sqlx::query_scalar!(r#"select exists (select from account) as "exists!""#)
        .fetch_one(&mut *transaction)
        .await?;
    if exists && first == FirstOnly::Yes {
        return Ok(None);
    }
    let account_id = sqlx::query_scalar!("insert into account (name) values ($1) returning account_id", name)
        .fetch_one(&mut *transaction)
        .await?;
    let user_id = user::create(&mut transaction, account_id, admin).await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "account.created",
        &account_id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(Some((account_id, user_id)))
}

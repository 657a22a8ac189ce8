//! Custom fields. System fields stand in the shared crate.

use crate::store::{PgConnection, PgPool};
use crate::store::{audit, limit_statements};
use anyhow::Context;
use muster_shared::{Field, FieldKey, FieldOption, FieldType};
use sqlx::PgExecutor;
use sqlx::types::Json;

/// Emptying a field in all contacts rewrites each that has it: ten million take minutes.
const DELETE_MILLISECONDS: u32 = 600_000;

/// All fields of an account: system fields first, then its own in their order.
pub(crate) async fn all(executor: impl PgExecutor<'_>, account_id: i64) -> anyhow::Result<Vec<Field>> {
    let rows = sqlx::query!(
        r#"select key, name, kind, required, options as "options: Json<Vec<FieldOption>>", default_country
           from field where account_id = $1 order by position"#,
        account_id,
    )
    .fetch_all(executor)
    .await?;
    let mut fields = muster_shared::field::system_fields();
    for row in rows {
        fields.push(Field {
            key: FieldKey::try_from(row.key).context("a stored field's key")?,
            name: row.name,
            kind: FieldType::from_name(&row.kind).context("a stored field's type")?,
            required: row.required,
            system: false,
            options: row.options.0,
            default_country: row.default_country,
        });
    }
    Ok(fields)
}

/// Makes a custom field.
///
/// # Errors
/// `field_pkey` and `field_name_key` where key or name are taken by another custom field.
pub(crate) async fn create(pool: &PgPool, account_id: i64, user_id: i64, field: &Field) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query!(
        "insert into field (account_id, key, name, kind, required, options, default_country)
         values ($1, $2, $3, $4, $5, $6, $7)",
        account_id,
        field.key.as_str(),
        field.name,
        field.kind.as_str(),
        field.required,
        Json(&field.options) as _,
        field.default_country,
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "field.created",
        field.key.as_str(),
    )
    .await?;
    transaction.commit().await
}

/// Writes what can change of a custom field.
pub(crate) async fn update(pool: &PgPool, account_id: i64, user_id: i64, field: &Field) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query!(
        "update field set name = $3, required = $4, options = $5, default_country = $6 where account_id = $1 and key = $2",
        account_id,
        field.key.as_str(),
        field.name,
        field.required,
        Json(&field.options) as _,
        field.default_country,
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "field.changed",
        field.key.as_str(),
    )
    .await?;
    transaction.commit().await
}

/// Whether an option's id stands in any contact.
pub(crate) async fn option_in_use(pool: &PgPool, account_id: i64, key: &FieldKey, id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from contact where account_id = $1 and attributes -> $2 ? $3) as "exists!""#,
        account_id,
        key.as_str(),
        id,
    )
    .fetch_one(pool)
    .await
}

/// What became of the wish to delete a field or a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deleted {
    Yes,
    NoSuch,
    /// An import that isn't over uses it.
    InUse,
}

/// Deletes a custom field and its values in all contacts.
pub(crate) async fn delete(pool: &PgPool, account_id: i64, user_id: i64, key: &FieldKey) -> sqlx::Result<Deleted> {
    let mut transaction = pool.begin().await?;
    lock_against_imports(&mut transaction, account_id).await?;
    let in_use = sqlx::query_scalar!(
        r#"select exists (select from import where account_id = $1
                and state not in ('finished', 'cancelled', 'expired', 'undone')
                and exists (select from json_array_elements(mapping -> 'assignments') a where a ->> 'field' = $2)
           ) as "exists!""#,
        account_id,
        key.as_str(),
    )
    .fetch_one(&mut *transaction)
    .await?;
    if in_use {
        return Ok(Deleted::InUse);
    }
    let deleted = sqlx::query!(
        "delete from field where account_id = $1 and key = $2",
        account_id,
        key.as_str()
    )
    .execute(&mut *transaction)
    .await?;
    if deleted.rows_affected() == 0 {
        return Ok(Deleted::NoSuch);
    }
    limit_statements(&mut transaction, DELETE_MILLISECONDS).await?;
    sqlx::query!(
        "update contact set attributes = attributes - $2 where account_id = $1 and attributes ? $2",
        account_id,
        key.as_str(),
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "field.deleted",
        key.as_str(),
    )
    .await?;
    transaction.commit().await?;
    Ok(Deleted::Yes)
}

/// Creating an import takes the account's row as well (for its number): until the end of this transaction there is no
/// new import that could use what is being deleted. Rows that refer to the account are not kept waiting: whoever writes one
/// may hold what this transaction wants next.
pub(crate) async fn lock_against_imports(connection: &mut PgConnection, account_id: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "select from account where account_id = $1 for no key update",
        account_id
    )
    .fetch_one(connection)
    .await
    .map(drop)
}

//! Imports: creation here; sealing, steering, what the runner claims and what people see in files of their own.

mod claim;
mod expire;
mod preview;
mod recall;
mod same_file;
mod seal;
mod steer;
mod view;

pub(crate) use claim::{Job, candidates, claim, finish, job};
pub(crate) use expire::{expirable, expire};
pub(crate) use preview::{
    Found, claim_preview, existing_contacts, found, keep_found, next_to_compare, preview, set_previewed,
};
pub(crate) use recall::recall;
pub(crate) use same_file::same_file;
pub(crate) use seal::{Sealed, seal};
pub(crate) use steer::{Confirmed, Wish, confirm, set_failed, set_paused, steer};
pub(crate) use view::{get, list};

use crate::auth::Caller;
use crate::store::{PgConnection, PgPool, audit, unsigned};
use muster_shared::api::NewImport;
use muster_shared::merge::Resubscribe;
use muster_shared::{Field, Mapping};
use sqlx::types::Json;
use uuid::Uuid;

/// The digest of the request that made it.
pub(crate) async fn digest(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        "select digest from import where account_id = $1 and id = $2",
        account_id,
        id
    )
    .fetch_optional(pool)
    .await
}

pub(crate) async fn mapping(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Mapping>> {
    let mapping = sqlx::query_scalar!(
        r#"select mapping as "mapping: Json<Mapping>" from import where account_id = $1 and id = $2"#,
        account_id,
        id
    )
    .fetch_optional(pool)
    .await?;
    Ok(mapping.map(|mapping| mapping.0))
}

/// The account's next number. Its row stays locked until the end of the transaction.
pub(crate) async fn next_number(connection: &mut PgConnection, account_id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "update account set imports = imports + 1 where account_id = $1 returning imports",
        account_id
    )
    .fetch_one(connection)
    .await
}

/// How many of the account's imports aren't over, and the bytes of their files together.
pub(crate) async fn unfinished(connection: &mut PgConnection, account_id: i64) -> sqlx::Result<(u64, u64)> {
    let row = sqlx::query!(
        r#"select count(*) as "imports!", coalesce(sum(file_size), 0)::bigint as "bytes!"
           from import where account_id = $1 and finished_at is null"#,
        account_id,
    )
    .fetch_one(connection)
    .await?;
    Ok((unsigned(Some(row.imports)), unsigned(Some(row.bytes))))
}

/// A checked request.
pub(crate) struct Created<'a> {
    pub(crate) account_id: i64,
    pub(crate) id: Uuid,
    pub(crate) number: i64,
    pub(crate) by: &'a Caller,
    pub(crate) new: &'a NewImport,
    pub(crate) digest: &'a [u8],
    pub(crate) fields: &'a [Field],
}

/// False if the import exists already.
pub(crate) async fn create(
    connection: &mut PgConnection,
    import: Created<'_>,
    segments: &[(i64, String)],
) -> sqlx::Result<bool> {
    let Created {
        account_id,
        id,
        number,
        by,
        new,
        digest,
        fields,
    } = import;
    let inserted = sqlx::query!(
        "insert into import (account_id, id, number, state, user_id, by_name, digest, rules_version, file_name, file_size,
             fingerprint, file_modified, file_part, dialect, columns, mapping, options, fields, records,
             preview, created_at)
         values ($1, $2, $3, 'uploading', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             now())
         on conflict (account_id, id) do nothing",
        account_id,
        id,
        number,
        by.user_id,
        by.name,
        digest,
        new.rules_version.cast_signed(),
        new.file.name,
        new.file.size.cast_signed(),
        new.file.fingerprint,
        new.file.modified,
        new.file.part,
        Json(&new.dialect) as _,
        Json(&new.columns) as _,
        Json(&new.mapping) as _,
        Json(&new.options) as _,
        Json(fields) as _,
        new.records.cast_signed(),
        new.options.preview,
    )
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    let (ids, names): (Vec<i64>, Vec<String>) = segments.iter().cloned().unzip();
    sqlx::query!(
        "insert into import_segment (account_id, import_id, position, segment_id, name)
         select $1, $2, place, id, name from unnest($3::bigint[], $4::text[]) with ordinality s (id, name, place)",
        account_id,
        id,
        &ids,
        &names,
    )
    .execute(&mut *connection)
    .await?;
    audit::note(
        &mut *connection,
        account_id,
        Some(by.user_id),
        "import.created",
        &id.to_string(),
    )
    .await?;
    if new.options.resubscribe == Resubscribe::WithConsent {
        audit::note(
            connection,
            account_id,
            Some(by.user_id),
            "import.consent_given",
            &id.to_string(),
        )
        .await?;
    }
    Ok(true)
}

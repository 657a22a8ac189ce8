//! What one step of an undo reads and writes: the contacts between two ids, the first one left out.
//!
//! Order of locks, as where batches are applied: the import's row; the segments; contacts, in the order of their emails; members.

use crate::store::contact_change::{self, By};
use crate::store::{PgConnection, contact_word};
use muster_shared::merge::Attributes;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A contact that an import created, changed, or added to a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) id: i64,
    /// The import created it.
    pub(crate) created: bool,
}

/// Contacts that the import created or changed, without a lock.
pub(crate) async fn look(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    between: (i64, i64),
) -> sqlx::Result<Vec<Touched>> {
    sqlx::query_as!(
        Touched,
        r#"select id, created_import is not distinct from $4 as "created!" from contact
           where account_id = $1 and id > $2 and id <= $3
             and (created_import = $4
                  or id in (select contact_id from contact_change
                            where account_id = $1 and contact_id > $2 and contact_id <= $3
                              and import_id = $4 and user_id is null))"#,
        account_id,
        between.0,
        between.1,
        import_id,
    )
    .fetch_all(connection)
    .await
}

/// Contacts that the import created, changed, or added to one of the segments. They are locked until the end of the transaction:
/// nobody changes or deletes them, nor adds them to a segment.
pub(crate) async fn look_and_lock(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    between: (i64, i64),
    segments: &[i64],
) -> sqlx::Result<Vec<Touched>> {
    sqlx::query_as!(
        Touched,
        r#"select id, created_import is not distinct from $4 as "created!" from contact
           where account_id = $1 and id > $2 and id <= $3
             and (created_import = $4
                  or id in (select contact_id from contact_change
                            where account_id = $1 and contact_id > $2 and contact_id <= $3
                              and import_id = $4 and user_id is null)
                  or id in (select contact_id from segment_member
                            where account_id = $1 and segment_id = any ($5) and contact_id > $2 and contact_id <= $3
                              and import_id = $4))
           order by email for update"#,
        account_id,
        between.0,
        between.1,
        import_id,
        segments,
    )
    .fetch_all(connection)
    .await
}

/// What contacts have, by id.
pub(crate) async fn attributes(
    connection: &mut PgConnection,
    account_id: i64,
    contacts: &[i64],
) -> sqlx::Result<HashMap<i64, Attributes>> {
    let rows = sqlx::query!(
        r#"select id, attributes as "attributes: Json<Attributes>" from contact where account_id = $1 and id = any ($2)"#,
        account_id,
        contacts,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.attributes.0)).collect())
}

/// Which of some imports were undone.
pub(crate) async fn undone_among(
    connection: &mut PgConnection,
    account_id: i64,
    imports: &[Uuid],
) -> sqlx::Result<HashSet<Uuid>> {
    if imports.is_empty() {
        return Ok(HashSet::new());
    }
    let undone = sqlx::query_scalar!(
        "select id from import where account_id = $1 and id = any ($2) and state = 'undone'",
        account_id,
        imports,
    )
    .fetch_all(connection)
    .await?;
    Ok(undone.into_iter().collect())
}

/// Keeps the account's segments from being deleted until the end of the transaction: contacts that are deleted may be in any.
pub(crate) async fn lock_segments(connection: &mut PgConnection, account_id: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from segment where account_id = $1 order by id for key share",
        account_id
    )
    .fetch_all(connection)
    .await
    .map(drop)
}

/// Takes the members out that the import added: how many.
pub(crate) async fn leave_segments(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    between: (i64, i64),
    segments: &[i64],
) -> sqlx::Result<u64> {
    if segments.is_empty() {
        return Ok(0);
    }
    let left = sqlx::query!(
        "delete from segment_member
         where account_id = $1 and segment_id = any ($2) and contact_id > $3 and contact_id <= $4 and import_id = $5",
        account_id,
        segments,
        between.0,
        between.1,
        import_id,
    )
    .execute(connection)
    .await?;
    Ok(left.rows_affected())
}

/// Deletes locked contacts, with their history and their places in segments.
pub(crate) async fn delete(connection: &mut PgConnection, account_id: i64, contacts: &[i64]) -> sqlx::Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from contact where account_id = $1 and id = any ($2)",
        account_id,
        contacts
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from segment_member where account_id = $1 and contact_id = any ($2)",
        account_id,
        contacts
    )
    .execute(&mut *connection)
    .await?;
    contact_change::delete(connection, account_id, contacts).await?;
    contact_word::note_gone(connection, account_id, contacts).await
}

/// A contact that gets former values back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Restored {
    pub(crate) id: i64,
    pub(crate) attributes: Attributes,
    /// Of the fields that change.
    pub(crate) before: Attributes,
    pub(crate) after: Attributes,
}

/// Gives locked contacts their former values back, and keeps in their history who had it done.
pub(crate) async fn restore(
    connection: &mut PgConnection,
    account_id: i64,
    by: By,
    contacts: Vec<Restored>,
) -> sqlx::Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = contacts.iter().map(|contact| contact.id).collect();
    let attributes: Vec<Json<&Attributes>> = contacts.iter().map(|contact| Json(&contact.attributes)).collect();
    sqlx::query!(
        "update contact c set attributes = u.attributes, updated_at = now()
         from unnest($2::bigint[], $3::jsonb[]) u (id, attributes)
         where c.account_id = $1 and c.id = u.id",
        account_id,
        &ids,
        &attributes as _,
    )
    .execute(&mut *connection)
    .await?;
    let changes: Vec<(i64, Attributes, Attributes)> = contacts
        .into_iter()
        .map(|contact| (contact.id, contact.before, contact.after))
        .collect();
    contact_change::insert(connection, account_id, by, &changes).await?;
    contact_word::note(connection, account_id, &ids).await
}

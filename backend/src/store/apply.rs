//! What applying a batch reads and writes, thousands of rows a statement. Every statement that locks contacts locks them in
//! the order of their emails. The time is a parameter: `now()` is volatile where tables are distributed.

use crate::store::{PgConnection, contact_word};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A contact to create; its attributes as JSON.
pub(crate) struct NewContact<'a> {
    pub(crate) email: &'a str,
    pub(crate) attributes: &'a str,
    pub(crate) line: i64,
}

/// Creates those whose emails are free, in the order given: their ids by email.
pub(crate) async fn create(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    contacts: &[NewContact<'_>],
) -> sqlx::Result<HashMap<String, i64>> {
    let emails: Vec<&str> = contacts.iter().map(|contact| contact.email).collect();
    let attributes: Vec<&str> = contacts.iter().map(|contact| contact.attributes).collect();
    let lines: Vec<i64> = contacts.iter().map(|contact| contact.line).collect();
    let rows = sqlx::query!(
        "insert into contact (account_id, email, attributes, created_at, updated_at, created_import, created_line)
         select $1, email, attributes::jsonb, now(), now(), $2, line
         from unnest($3::text[], $4::text[], $5::bigint[]) c (email, attributes, line)
         on conflict (account_id, email) do nothing
         returning id, email",
        account_id,
        import_id,
        &emails as &[&str],
        &attributes as &[&str],
        &lines,
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    contact_word::note(connection, account_id, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.email, row.id)).collect())
}

/// Which of the emails have contacts.
pub(crate) async fn existing_emails(
    connection: &mut PgConnection,
    account_id: i64,
    emails: &[String],
) -> sqlx::Result<HashSet<String>> {
    let found = sqlx::query_scalar!(
        "select email from contact where account_id = $1 and email = any ($2)",
        account_id,
        emails
    )
    .fetch_all(connection)
    .await?;
    Ok(found.into_iter().collect())
}

/// A contact that exists; its attributes as JSON.
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) attributes: String,
}

struct KnownRow {
    id: i64,
    email: String,
    attributes: String,
}

fn by_email(rows: Vec<KnownRow>) -> HashMap<String, Known> {
    rows.into_iter()
        .map(|row| {
            (
                row.email,
                Known {
                    id: row.id,
                    attributes: row.attributes,
                },
            )
        })
        .collect()
}

/// What nobody else can do to contacts until the end of the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    Nothing,
    /// Delete them.
    Row,
    /// Change them, nor delete them. Not `for update`: that would wait for transactions that merely keep a contact from being
    /// deleted, and they for this one.
    Whole,
}

/// Reads contacts, by email.
pub(crate) async fn look(
    connection: &mut PgConnection,
    account_id: i64,
    emails: &[String],
    hold: Hold,
) -> sqlx::Result<HashMap<String, Known>> {
    let rows = match hold {
        Hold::Nothing => {
            sqlx::query_as!(
                KnownRow,
                r#"select id, email, attributes::text as "attributes!"
                   from contact where account_id = $1 and email = any ($2)"#,
                account_id,
                emails,
            )
            .fetch_all(connection)
            .await?
        }
        Hold::Row => {
            sqlx::query_as!(
                KnownRow,
                r#"select id, email, attributes::text as "attributes!"
                   from contact where account_id = $1 and email = any ($2) order by email for key share"#,
                account_id,
                emails,
            )
            .fetch_all(connection)
            .await?
        }
        Hold::Whole => {
            sqlx::query_as!(
                KnownRow,
                r#"select id, email, attributes::text as "attributes!"
                   from contact where account_id = $1 and email = any ($2) order by email for no key update"#,
                account_id,
                emails,
            )
            .fetch_all(connection)
            .await?
        }
    };
    Ok(by_email(rows))
}

/// Keeps contacts from being deleted until the end of the transaction: their ids by email.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    account_id: i64,
    emails: &[String],
) -> sqlx::Result<HashMap<String, i64>> {
    let rows = sqlx::query!(
        "select id, email from contact where account_id = $1 and email = any ($2) order by email for key share",
        account_id,
        emails,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.email, row.id)).collect())
}

/// A contact to change; values as JSON.
pub(crate) struct Update {
    /// Its place among the batch's rows.
    pub(crate) row: usize,
    pub(crate) id: i64,
    pub(crate) line: i64,
    /// The attributes that the change was made from.
    pub(crate) seen: String,
    pub(crate) attributes: String,
    /// Former and later values of the changed fields.
    pub(crate) before: String,
    pub(crate) after: String,
}

/// Changes locked contacts, and keeps what changed.
pub(crate) async fn update(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    updates: &[Update],
) -> sqlx::Result<()> {
    if updates.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = updates.iter().map(|update| update.id).collect();
    let attributes: Vec<&str> = updates.iter().map(|update| update.attributes.as_str()).collect();
    sqlx::query!(
        "update contact c set attributes = u.attributes::jsonb, updated_at = now()
         from unnest($2::bigint[], $3::text[]) u (id, attributes)
         where c.account_id = $1 and c.id = u.id",
        account_id,
        &ids,
        &attributes as &[&str],
    )
    .execute(&mut *connection)
    .await?;
    let lines: Vec<i64> = updates.iter().map(|update| update.line).collect();
    let before: Vec<&str> = updates.iter().map(|update| update.before.as_str()).collect();
    let after: Vec<&str> = updates.iter().map(|update| update.after.as_str()).collect();
    sqlx::query!(
        "insert into contact_change (account_id, contact_id, at, import_id, line, before, after)
         select $1, contact_id, now(), $2, line, before::jsonb, after::jsonb
         from unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[]) u (contact_id, line, before, after)",
        account_id,
        import_id,
        &ids,
        &lines,
        &before as &[&str],
        &after as &[&str],
    )
    .execute(&mut *connection)
    .await?;
    let renamed: Vec<i64> = updates
        .iter()
        .filter(|update| contact_word::may_concern(&update.after))
        .map(|update| update.id)
        .collect();
    contact_word::note(connection, account_id, &renamed).await
}

/// Keeps the segments from being deleted until the end of the transaction: those that exist, in the order of their ids.
pub(crate) async fn lock_segments(
    connection: &mut PgConnection,
    account_id: i64,
    segments: &[i64],
) -> sqlx::Result<Vec<i64>> {
    if segments.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        "select id from segment where account_id = $1 and id = any ($2) order by id for key share",
        account_id,
        segments,
    )
    .fetch_all(connection)
    .await
}

/// Adds contacts, given in the order of their ids: how many weren't members.
pub(crate) async fn add_members(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    segment_id: i64,
    contacts: &[i64],
) -> sqlx::Result<u64> {
    let added = sqlx::query!(
        "insert into segment_member (account_id, segment_id, contact_id, import_id)
         select $1, $2, unnest($3::bigint[]), $4 on conflict do nothing",
        account_id,
        segment_id,
        contacts,
        import_id,
    )
    .execute(connection)
    .await?;
    Ok(added.rows_affected())
}

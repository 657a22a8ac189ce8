//! The words that contacts are found by: names and phone numbers. Brought up to date between imports, since each index more on
//! contacts is paid by every row of an import (BENCHMARKS.md); what isn't in them yet is noted in the transaction that writes it.

use crate::store::{PgConnection, PgPool};

/// Characters of a word that are kept: what is longer is found by its beginning, and compared whole.
pub(crate) const WORD_CHARS: usize = 64;

/// Notes taken up at a time: some 50,000 contacts of an import, under a second.
const NOTES: i64 = 10;

/// Contacts that were noted so long ago don't wait for imports to end any more.
const PATIENCE_SECONDS: f64 = 600.0;

/// The fields whose values are words.
const SEARCHED: [&str; 3] = ["\"first_name\"", "\"last_name\"", "\"mobile_phone\""];

/// Whether values, as JSON, hold one of the searched fields. True for some that merely name one.
pub(crate) fn may_concern(values: &str) -> bool {
    SEARCHED.iter().any(|field| values.contains(field))
}

/// Notes that words of before are to be removed: this transaction deleted the contacts.
pub(crate) async fn note_gone(connection: &mut PgConnection, account_id: i64, contacts: &[i64]) -> sqlx::Result<()> {
    insert(connection, account_id, contacts, true).await
}

/// Notes that the words of contacts which this transaction made or changed are to be looked at.
pub(crate) async fn note(connection: &mut PgConnection, account_id: i64, contacts: &[i64]) -> sqlx::Result<()> {
    insert(connection, account_id, contacts, false).await
}

async fn insert(connection: &mut PgConnection, account_id: i64, contacts: &[i64], are_gone: bool) -> sqlx::Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into contact_unsearched (account_id, contacts, contact_ids, are_gone)
         values ($1, cardinality($2::bigint[]), $2, $3)",
        account_id,
        contacts,
        are_gone,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// An account with contacts whose words are to be looked at.
pub(crate) struct Behind {
    pub(crate) account_id: i64,
    /// Some of them were noted `PATIENCE_SECONDS` ago or earlier.
    pub(crate) is_overdue: bool,
}

/// Accounts with contacts whose words are to be looked at. Found without a lock, so that it works over all accounts.
pub(crate) async fn behind(pool: &PgPool) -> sqlx::Result<Vec<Behind>> {
    sqlx::query_as!(
        Behind,
        r#"select account_id, min(noted_at) <= now() - make_interval(secs => $1) as "is_overdue!"
           from contact_unsearched group by account_id"#,
        PATIENCE_SECONDS,
    )
    .fetch_all(pool)
    .await
}

/// Looks at the words of some contacts: how many. Nothing where another server is at the account.
pub(crate) async fn catch_up(pool: &PgPool, account_id: i64) -> sqlx::Result<u64> {
    let mut transaction = pool.begin().await?;
    // One at a time: a contact's words of before must be seen by who removes them.
    let ours = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended('contact_word', $1)) as "ours!""#,
        account_id,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !ours {
        return Ok(0);
    }
    let noted = sqlx::query_scalar!(
        "delete from contact_unsearched where account_id = $1
           and id in (select id from contact_unsearched where account_id = $1 order by id limit $2)
         returning contact_ids",
        account_id,
        NOTES,
    )
    .fetch_all(&mut *transaction)
    .await?;
    let mut contacts: Vec<i64> = noted.into_iter().flatten().collect();
    contacts.sort_unstable();
    contacts.dedup();
    sqlx::query!(
        "delete from contact_word where account_id = $1 and contact_id = any ($2)",
        account_id,
        &contacts,
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into contact_word (account_id, word, contact_id)
         select distinct c.account_id, left(lower(w.value), $3) collate \"C\" as word, c.id
         from contact c
         cross join lateral (values (c.attributes ->> 'first_name'), (c.attributes ->> 'last_name'),
                                    (c.attributes ->> 'mobile_phone')) w (value)
         where c.account_id = $1 and c.id = any ($2) and w.value <> ''
         order by word, c.id",
        account_id,
        &contacts,
        WORD_CHARS as i32,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(contacts.len() as u64)
}

/// The latest contacts whose words weren't looked at yet, `most` at most but for the last note's; and how many more there are.
pub(crate) async fn unsearched(
    connection: &mut PgConnection,
    account_id: i64,
    most: i64,
) -> sqlx::Result<(Vec<i64>, u64)> {
    let notes = sqlx::query!(
        r#"select contacts, case when before < $2 then contact_ids end as contact_ids
           from (select id, contacts, contact_ids, sum(contacts) over (order by id desc) - contacts as before
                 from contact_unsearched where account_id = $1 and not are_gone) n
           order by id desc"#,
        account_id,
        most,
    )
    .fetch_all(connection)
    .await?;
    let mut contacts = Vec::new();
    let mut more = 0;
    for note in notes {
        match note.contact_ids {
            Some(ids) => contacts.extend(ids),
            None => more += u64::from(note.contacts.unsigned_abs()),
        }
    }
    Ok((contacts, more))
}

/// How many contacts may be found by a word. An email is dearer: its contact is read for its id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    pub(crate) words: i64,
    pub(crate) emails: i64,
}

/// Contacts that are found by a word. In no order; one may stand there twice, and some may be gone or called differently by now.
pub(crate) enum Beginning {
    All(Vec<i64>),
    /// There are too many: some of them.
    Some(Vec<i64>),
}

/// Contacts of which a name, a phone number or the email begins so.
pub(crate) async fn beginning_with(
    connection: &mut PgConnection,
    account_id: i64,
    beginning: &str,
    most: Most,
) -> sqlx::Result<Beginning> {
    let shortened: String = beginning.chars().take(WORD_CHARS).collect();
    // No character comes after this one.
    let end = format!("{shortened}{}", char::MAX);
    let mut found = sqlx::query_scalar!(
        r#"select coalesce(array_agg(contact_id), '{}') as "ids!"
           from (select contact_id from contact_word
                 where account_id = $1 and word >= $2 and word < $3 limit $4) w"#,
        account_id,
        shortened,
        end,
        most.words + 1,
    )
    .fetch_one(&mut *connection)
    .await?;
    if found.len() as i64 > most.words {
        return Ok(Beginning::Some(found));
    }
    let by_email = sqlx::query_scalar!(
        r#"select coalesce(array_agg(id), '{}') as "ids!"
           from (select id from contact
                 where account_id = $1 and email >= $2 and email < $3 limit $4) e"#,
        account_id,
        shortened,
        end,
        most.emails + 1,
    )
    .fetch_one(connection)
    .await?;
    let is_all = by_email.len() as i64 <= most.emails;
    found.extend(by_email);
    Ok(match is_all {
        true => Beginning::All(found),
        false => Beginning::Some(found),
    })
}

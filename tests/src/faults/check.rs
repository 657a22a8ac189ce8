//! Invariant I: what imports say of themselves, and what stands in the database, is what a plain sequential model comes to.

use super::run::Violation;
use crate::harness::Contacts;
use crate::model::{Done, Kept, Model};
use muster_shared::api::{Counts, Import};
use serde_json::Value as Json;
use sqlx::PgPool;
use std::collections::BTreeSet;
use std::fmt::Write;

type Result = std::result::Result<(), Violation>;

/// Imports that ran at the same time, over the same file: their sums are those of the one after the other.
pub fn outcomes(imports: &[Import], done: &[Done]) -> Result {
    let sum = |counts: &mut dyn Iterator<Item = Counts>| {
        counts.fold(Counts::default(), |sum, counts| Counts {
            created: sum.created + counts.created,
            updated: sum.updated + counts.updated,
            unchanged: sum.unchanged + counts.unchanged,
            skipped: sum.skipped + counts.skipped,
            rejected: sum.rejected + counts.rejected,
        })
    };
    let (is, should) = (
        sum(&mut imports.iter().map(|import| import.counts)),
        sum(&mut done.iter().map(|done| done.counts)),
    );
    let repeated = |is: u64, should: u64| if is == should { Ok(()) } else { Err((is, should)) };
    let said: u64 = imports.iter().map(|import| import.skipped_repeated).sum();
    if is != should || repeated(said, done.iter().map(|done| done.skipped_repeated).sum()).is_err() {
        return Err(Violation(format!("the outcomes are {is:?}, and should be {should:?}")));
    }
    for import in imports {
        if import.counts.total() != import.records || import.uploaded != import.records {
            return Err(Violation(format!(
                "{} of {} records were uploaded, and {} have an outcome",
                import.uploaded,
                import.records,
                import.counts.total()
            )));
        }
    }
    Ok(())
}

/// What an undo says that it left is what the model comes to. `None`: there was nothing to undo.
pub fn undone(import: Option<&Import>, kept: &[Kept]) -> Result {
    let undo = import.and_then(|import| import.undo.as_ref());
    let is = undo.map_or((0, 0), |undo| (undo.counts.kept, undo.kept_values));
    let contacts: BTreeSet<&str> = kept.iter().map(|kept| kept.email.as_str()).collect();
    let should = (contacts.len() as u64, kept.len() as u64);
    if is != should || undo.is_some_and(|undo| undo.finished_at.is_none()) {
        return Err(Violation(format!(
            "the undo left {is:?} contacts and values, and should have left {should:?}"
        )));
    }
    Ok(())
}

/// Contacts and members are those of the model; words, ledger, history and left-out rows agree with them and each other.
pub async fn database(admin: &PgPool, account: i64, model: &Model, members: &BTreeSet<String>) -> Result {
    let contacts = contacts(admin, account).await;
    if contacts != model.contacts {
        return Err(Violation(difference(&contacts, &model.contacts)));
    }
    let is: BTreeSet<String> = sqlx::query_scalar(
        "select c.email from segment_member m join contact c on c.account_id = m.account_id and c.id = m.contact_id
         where m.account_id = $1",
    )
    .bind(account)
    .fetch_all(admin)
    .await
    .expect("members are read")
    .into_iter()
    .collect();
    if is != *members {
        return Err(Violation(format!(
            "the segment has {is:?}, and should have {members:?}"
        )));
    }
    words(admin, account).await?;
    books(admin, account).await
}

/// Every contact is found by its words, and by no others, unless it is noted that they are to be looked at.
pub async fn words(admin: &PgPool, account: i64) -> Result {
    let wrong: Vec<String> = sqlx::query_scalar(
        "with words as (
             select distinct id, left(lower(value), 64) collate \"C\" as word from contact
             cross join lateral (values (attributes ->> 'first_name'), (attributes ->> 'last_name'),
                                        (attributes ->> 'mobile_phone')) w (value)
             where account_id = $1 and value <> ''),
         kept as (select contact_id as id, word from contact_word where account_id = $1)
         select d.what || ': ' || d.word || ' of contact ' || d.id
         from (select 'not kept' as what, id, word from (table words except table kept) missing
               union all select 'kept', id, word from (table kept except table words) astray) d
         where not exists (select from contact_unsearched u where u.account_id = $1 and d.id = any (u.contact_ids))",
    )
    .bind(account)
    .fetch_all(admin)
    .await
    .expect("the words are read");
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Violation(wrong.join("\n")))
    }
}

async fn contacts(admin: &PgPool, account: i64) -> Contacts {
    let rows: Vec<(String, Json)> = sqlx::query_as("select email, attributes from contact where account_id = $1")
        .bind(account)
        .fetch_all(admin)
        .await
        .expect("contacts are read");
    rows.into_iter().collect()
}

fn difference(is: &Contacts, should: &Contacts) -> String {
    let emails: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let mut text = String::new();
    for email in emails
        .into_iter()
        .filter(|email| is.get(*email) != should.get(*email))
        .take(10)
    {
        let said = |contact: Option<&Json>| contact.map_or_else(|| "nothing".to_owned(), Json::to_string);
        let _ = writeln!(
            text,
            "{email} is {}, and should be {}",
            said(is.get(email)),
            said(should.get(email))
        );
    }
    text
}

/// What the ledger says is what history, members and left-out rows say, each record once.
pub async fn books(admin: &PgPool, account: i64) -> Result {
    let wrong: Vec<String> = sqlx::query_scalar(
        "with ledger as (
             select import_id, sum(created) created, sum(updated) updated, sum(rejected) rejected, sum(skipped) skipped,
                    sum(records) records, count(*) batches, count(*) filter (where applied_at is null or payload is not null) open,
                    max(seq) + 1 ends
             from import_batch where account_id = $1 group by import_id)
         select 'import ' || i.number || ' has ' || f.what || ' ' || f.booked || ', and the ledger ' || f.ledger
         from import i join ledger l on l.import_id = i.id
         cross join lateral (values
             ('created contacts', l.created, (select count(*) from contact c where c.account_id = $1 and c.created_import = i.id)),
             ('lines that created', l.created, (select count(distinct created_line) from contact c where c.account_id = $1 and c.created_import = i.id)),
             ('changes', l.updated, (select count(*) from contact_change h where h.account_id = $1 and h.import_id = i.id)),
             ('changed contacts', l.updated, (select count(distinct contact_id) from contact_change h where h.account_id = $1 and h.import_id = i.id)),
             ('rejected rows', l.rejected, (select count(*) from left_out o where o.account_id = $1 and o.import_id = i.id and o.outcome = 'rejected')),
             ('skipped rows', l.skipped, (select count(*) from left_out o where o.account_id = $1 and o.import_id = i.id and o.outcome = 'skipped')),
             ('records', l.records, i.records),
             ('batches', l.batches, i.batches),
             ('numbers of batches', l.batches, l.ends),
             ('open batches', l.open, 0)
         ) f (what, ledger, booked)
         where i.account_id = $1 and f.ledger <> f.booked
           and not (i.state = 'undone' and f.what in ('created contacts', 'lines that created', 'changes', 'changed contacts'))
         union all
         select 'the imports added ' || l.added || ' members, and there are ' || m.members
         from (select (select coalesce(sum(a), 0) from import_batch b cross join unnest(b.added) a where account_id = $1)
                    - (select coalesce(sum(members_left), 0) from import_undo where account_id = $1) as added) l
         cross join (select count(*) members from segment_member where account_id = $1) m where l.added <> m.members
         union all
         select 'import ' || number || ' is ' || state from import where account_id = $1 and state not in ('finished', 'undone')
         union all
         select 'import ' || number || ' has an entry ' || action || ' ' || times || ' times' from (
             select i.number, a.action, count(*) times from audit_entry a join import i on i.account_id = a.account_id
                    and i.id::text = a.subject where a.account_id = $1 group by 1, 2) a where times > 1",
    )
    .bind(account)
    .fetch_all(admin)
    .await
    .expect("the books are read");
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Violation(wrong.join("\n")))
    }
}

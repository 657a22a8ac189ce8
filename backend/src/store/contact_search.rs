//! Contacts found by how their names, phone numbers and emails begin. The rarest words narrow the contacts down by the index of words;
//! what they leave is compared. Where all words are common, the latest contacts are looked through first: they soon fill a page.

use crate::store::contact_list::{ContactRow, From};
use crate::store::contact_word::{self, Beginning, Most};
use crate::store::{PgConnection, unsigned};
use muster_shared::api::Total;
use muster_shared::merge::Attributes;
use sqlx::types::Json;

/// A word that more contacts have narrows nothing at first: their page is soon full.
const COMMON: Most = Most {
    words: 50_000,
    emails: 10_000,
};

/// The latest contacts that are looked through for common words.
const LATEST: i64 = 50_000;

/// What narrows where the latest contacts don't fill a page, since those that are looked for are old.
const CLUSTERED: Most = Most {
    words: 2_000_000,
    emails: 500_000,
};

/// Contacts outside of the index that are compared one by one.
const UNSEARCHED: i64 = 20_000;

/// Compared for a page at first; twice as many each time that they don't fill it.
const FIRST_COMPARED: usize = 400;

/// What a list was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Search {
    pub(crate) account_id: i64,
    /// In lower case; each must be the beginning of one of the searched fields.
    pub(crate) words: Vec<String>,
    pub(crate) segment: Option<i64>,
}

impl Search {
    /// For `like all`, on the searched fields put together with line breaks before each.
    fn patterns(&self) -> Vec<String> {
        let escaped = |word: &str| word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        self.words.iter().map(|word| format!("%\n{}%", escaped(word))).collect()
    }
}

/// Where a search has to look.
struct Narrowed {
    /// Contacts to compare, newest first; all where `None`.
    among: Option<Vec<i64>>,
    /// Some that a word which narrows nothing finds.
    some: Vec<i64>,
    /// Contacts that were left out, since their words weren't looked at yet.
    unsearched: u64,
}

async fn narrow(connection: &mut PgConnection, search: &Search, most: Most) -> sqlx::Result<Narrowed> {
    // Before the words: what leaves the notes meanwhile is in the words then.
    let (latest, unsearched) = contact_word::unsearched(connection, search.account_id, UNSEARCHED).await?;
    let mut among: Option<Vec<i64>> = None;
    let mut some = Vec::new();
    for word in &search.words {
        let mut found = match contact_word::beginning_with(connection, search.account_id, word, most).await? {
            Beginning::All(found) => found,
            Beginning::Some(found) => {
                some = found;
                continue;
            }
        };
        found.extend(&latest);
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        among = Some(match among {
            None => found,
            Some(before) => both(&before, &found),
        });
    }
    Ok(Narrowed {
        among,
        some,
        unsearched,
    })
}

/// What stands in both; each is in falling order.
fn both(a: &[i64], b: &[i64]) -> Vec<i64> {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter()
        .copied()
        .filter(|id| many.binary_search_by(|other| id.cmp(other)).is_ok())
        .collect()
}

/// One page of what is found.
pub(super) async fn page(
    connection: &mut PgConnection,
    search: &Search,
    from: From,
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    let (below, offset) = from.below_and_offset();
    let mut narrowed = narrow(connection, search, COMMON).await?;
    if narrowed.among.is_none() {
        let rows = newest(connection, search, Some(LATEST), (below, offset), limit).await?;
        if rows.len() as i64 == limit {
            return Ok(rows);
        }
        narrowed = narrow(connection, search, CLUSTERED).await?;
    }
    let Some(among) = narrowed.among else {
        return newest(connection, search, None, (below, offset), limit).await;
    };
    let mut left = &among[among.partition_point(|id| *id >= below)..];
    let mut compared = if offset == 0 { FIRST_COMPARED } else { left.len() };
    let mut rows = Vec::new();
    while !left.is_empty() && (rows.len() as i64) < limit {
        let (now, later) = left.split_at(compared.min(left.len()));
        rows.extend(these(connection, search, now, offset, limit - rows.len() as i64).await?);
        left = later;
        compared *= 2;
    }
    Ok(rows)
}

async fn these(
    connection: &mut PgConnection,
    search: &Search,
    among: &[i64],
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    sqlx::query_as!(
        ContactRow,
        r#"select c.id, c.email, c.attributes as "attributes: Json<Attributes>", c.created_at, c.updated_at
           from contact c
           where c.account_id = $1 and c.id = any ($2)
             and E'\n' || c.email || E'\n' || lower(concat_ws(E'\n', c.attributes ->> 'first_name',
                     c.attributes ->> 'last_name', c.attributes ->> 'mobile_phone')) like all ($3)
             and ($4::bigint is null or exists (select from segment_member m
                     where m.account_id = $1 and m.segment_id = $4 and m.contact_id = c.id))
           order by c.id desc offset $5 limit $6"#,
        search.account_id,
        among,
        &search.patterns(),
        search.segment,
        offset,
        limit,
    )
    .fetch_all(connection)
    .await
}

/// Among so many of the latest below that id; among all where `None`.
async fn newest(
    connection: &mut PgConnection,
    search: &Search,
    latest: Option<i64>,
    (below, offset): (i64, i64),
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    sqlx::query_as!(
        ContactRow,
        r#"select c.id, c.email, c.attributes as "attributes: Json<Attributes>", c.created_at, c.updated_at
           from (select * from contact where account_id = $1 and id < $2 order by id desc limit $7) c
           where E'\n' || c.email || E'\n' || lower(concat_ws(E'\n', c.attributes ->> 'first_name',
                     c.attributes ->> 'last_name', c.attributes ->> 'mobile_phone')) like all ($3)
             and ($4::bigint is null or exists (select from segment_member m
                     where m.account_id = $1 and m.segment_id = $4 and m.contact_id = c.id))
           order by c.id desc offset $5 limit $6"#,
        search.account_id,
        below,
        &search.patterns(),
        search.segment,
        offset,
        limit,
        latest,
    )
    .fetch_all(connection)
    .await
}

/// Counts what is found, up to [`Total::COUNTED`].
pub(super) async fn count(connection: &mut PgConnection, search: &Search) -> sqlx::Result<Total> {
    let mut narrowed = narrow(connection, search, COMMON).await?;
    let unsearched = narrowed.unsearched;
    let mut total = None;
    if narrowed.among.is_none() {
        total = match search.words.len() {
            // Mostly there are more than are counted among these already.
            1 => (count_these(connection, search, &narrowed.some).await? > Total::COUNTED).then(Total::more),
            // To count what common words find together takes a second at ten million contacts.
            _ => Total::more_than_some(count_newest(connection, search, Some(LATEST)).await?),
        };
        if total.is_none() {
            narrowed = narrow(connection, search, CLUSTERED).await?;
        }
    }
    let total = match (total, narrowed.among) {
        (Some(total), _) => total,
        (None, Some(among)) => Total::up_to_counted(count_these(connection, search, &among).await?),
        (None, None) => Total::up_to_counted(count_newest(connection, search, None).await?),
    };
    Ok(Total { unsearched, ..total })
}

async fn count_these(connection: &mut PgConnection, search: &Search, among: &[i64]) -> sqlx::Result<u64> {
    let count = sqlx::query_scalar!(
        r"select count(*) from (
              select from contact c
              where c.account_id = $1 and c.id = any ($2)
                and E'\n' || c.email || E'\n' || lower(concat_ws(E'\n', c.attributes ->> 'first_name',
                        c.attributes ->> 'last_name', c.attributes ->> 'mobile_phone')) like all ($3)
                and ($4::bigint is null or exists (select from segment_member m
                        where m.account_id = $1 and m.segment_id = $4 and m.contact_id = c.id))
              limit $5) found",
        search.account_id,
        among,
        &search.patterns(),
        search.segment,
        Total::COUNTED as i64 + 1,
    );
    Ok(unsigned(count.fetch_one(connection).await?))
}

/// Among so many of the latest; among all where `None`.
async fn count_newest(connection: &mut PgConnection, search: &Search, latest: Option<i64>) -> sqlx::Result<u64> {
    let count = sqlx::query_scalar!(
        r"select count(*) from (
              select from (select * from contact where account_id = $1 order by id desc limit $5) c
              where E'\n' || c.email || E'\n' || lower(concat_ws(E'\n', c.attributes ->> 'first_name',
                        c.attributes ->> 'last_name', c.attributes ->> 'mobile_phone')) like all ($2)
                and ($3::bigint is null or exists (select from segment_member m
                        where m.account_id = $1 and m.segment_id = $3 and m.contact_id = c.id))
              limit $4) found",
        search.account_id,
        &search.patterns(),
        search.segment,
        Total::COUNTED as i64 + 1,
        latest,
    );
    Ok(unsigned(count.fetch_one(connection).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_becomes_patterns_that_match_its_words_alone() {
        let search = Search {
            account_id: 1,
            words: ["ana", "100%_\\"].map(str::to_owned).to_vec(),
            segment: None,
        };
        assert_eq!(search.patterns(), ["%\nana%", "%\n100\\%\\_\\\\%"]);
    }

    #[test]
    fn what_stands_in_both() {
        assert_eq!(both(&[9, 7, 5, 3], &[8, 7, 3, 2, 1]), [7, 3]);
        assert_eq!(both(&[], &[1]), [0; 0]);
    }
}

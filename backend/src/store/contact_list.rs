//! Pages of contacts, newest change first: by keyset, so that the last page costs what the first one does.

use crate::store::begin_list;
use crate::store::counted::Search;
use crate::store::{PgConnection, PgPool};
use chrono::{DateTime, Utc};
use muster_shared::api::Contact;
use muster_shared::merge::Attributes;
use sqlx::types::Json;

/// A place between two contacts of the list: after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) id: i64,
}

impl Place {
    /// Before the first.
    pub(crate) const START: Self = Self {
        updated_at: DateTime::<Utc>::MAX_UTC,
        id: i64::MAX,
    };

    /// Times that the database knows.
    fn updated_at(self) -> DateTime<Utc> {
        let end_of_9999 = DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::UNIX_EPOCH);
        self.updated_at.min(end_of_9999)
    }
}

/// From where on rows are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From {
    After(Place),
    /// Rows to leave out from the start.
    At(i64),
}

struct ContactRow {
    id: i64,
    email: String,
    attributes: Json<Attributes>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl ContactRow {
    fn into_contact(self) -> Contact {
        Contact {
            id: self.id,
            email: self.email,
            attributes: self.attributes.0,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// One page.
pub(crate) async fn page(pool: &PgPool, search: &Search, from: From, limit: i64) -> sqlx::Result<Vec<Contact>> {
    let mut transaction = begin_list(pool).await?;
    let connection = &mut *transaction;
    let rows = match (search.patterns.is_empty(), search.segment) {
        (true, None) => all(connection, search.account_id, from, limit).await?,
        (true, Some(segment)) => members(connection, search.account_id, segment, from, limit).await?,
        (false, _) => found(connection, search, from, limit).await?,
    };
    transaction.commit().await?;
    Ok(rows.into_iter().map(ContactRow::into_contact).collect())
}

async fn all(connection: &mut PgConnection, account_id: i64, from: From, limit: i64) -> sqlx::Result<Vec<ContactRow>> {
    let after = match from {
        From::After(place) => place,
        From::At(0) => Place::START,
        // The contact before that place, found in the index alone.
        From::At(at) => {
            let before = sqlx::query_as!(
                Place,
                "select updated_at, id from contact where account_id = $1
                 order by updated_at desc, id desc offset $2 limit 1",
                account_id,
                at - 1,
            );
            match before.fetch_optional(&mut *connection).await? {
                Some(place) => place,
                None => return Ok(Vec::new()),
            }
        }
    };
    sqlx::query_as!(
        ContactRow,
        r#"select id, email, attributes as "attributes: Json<Attributes>", created_at, updated_at
           from contact
           where account_id = $1 and (updated_at, id) < ($2, $3)
           order by updated_at desc, id desc limit $4"#,
        account_id,
        after.updated_at(),
        after.id,
        limit,
    )
    .fetch_all(connection)
    .await
}

fn place_and_offset(from: From) -> (Place, i64) {
    match from {
        From::After(place) => (place, 0),
        From::At(at) => (Place::START, at),
    }
}

async fn members(
    connection: &mut PgConnection,
    account_id: i64,
    segment: i64,
    from: From,
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    let (after, offset) = place_and_offset(from);
    sqlx::query_as!(
        ContactRow,
        r#"select c.id, c.email, c.attributes as "attributes: Json<Attributes>", c.created_at, c.updated_at
           from segment_member m join contact c on c.account_id = m.account_id and c.id = m.contact_id
           where m.account_id = $1 and m.segment_id = $2 and (c.updated_at, c.id) < ($3, $4)
           order by c.updated_at desc, c.id desc offset $5 limit $6"#,
        account_id,
        segment,
        after.updated_at(),
        after.id,
        offset,
        limit,
    )
    .fetch_all(connection)
    .await
}

async fn found(
    connection: &mut PgConnection,
    search: &Search,
    from: From,
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    let (after, offset) = place_and_offset(from);
    sqlx::query_as!(
        ContactRow,
        r#"select c.id, c.email, c.attributes as "attributes: Json<Attributes>", c.created_at, c.updated_at
           from contact c
           where c.account_id = $1 and (c.updated_at, c.id) < ($2, $3)
             and E'\n' || c.email || E'\n' || lower(concat_ws(E'\n', c.attributes ->> 'first_name',
                     c.attributes ->> 'last_name', c.attributes ->> 'mobile_phone')) like all ($4)
             and ($5::bigint is null or exists (select from segment_member m
                     where m.account_id = $1 and m.segment_id = $5 and m.contact_id = c.id))
           order by c.updated_at desc, c.id desc offset $6 limit $7"#,
        search.account_id,
        after.updated_at(),
        after.id,
        &search.patterns,
        search.segment,
        offset,
        limit,
    )
    .fetch_all(connection)
    .await
}

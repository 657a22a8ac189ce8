//! Pages of contacts, newest first: by keyset, so that the last page costs what the first one does.

use crate::store::contact_search::{self, Search};
use crate::store::{PgConnection, PgPool, begin_list};
use chrono::{DateTime, Utc};
use muster_shared::api::Contact;
use muster_shared::merge::Attributes;
use sqlx::types::Json;

/// From where on rows are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From {
    /// After the contact of this id.
    After(i64),
    /// Rows to leave out from the start.
    At(i64),
}

impl From {
    /// The id that rows are below, and the rows to leave out there.
    pub(super) fn below_and_offset(self) -> (i64, i64) {
        match self {
            From::After(id) => (id, 0),
            From::At(at) => (i64::MAX, at),
        }
    }
}

pub(super) struct ContactRow {
    pub(super) id: i64,
    pub(super) email: String,
    pub(super) attributes: Json<Attributes>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
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
    let rows = match (search.words.is_empty(), search.segment) {
        (true, None) => all(connection, search.account_id, from, limit).await?,
        (true, Some(segment)) => members(connection, search.account_id, segment, from, limit).await?,
        (false, _) => contact_search::page(connection, search, from, limit).await?,
    };
    transaction.commit().await?;
    Ok(rows.into_iter().map(ContactRow::into_contact).collect())
}

async fn all(connection: &mut PgConnection, account_id: i64, from: From, limit: i64) -> sqlx::Result<Vec<ContactRow>> {
    let below = match from {
        From::After(id) => id,
        From::At(0) => i64::MAX,
        // The contact before that place, found in the index alone.
        From::At(at) => {
            let before = sqlx::query_scalar!(
                "select id from contact where account_id = $1 order by id desc offset $2 limit 1",
                account_id,
                at - 1,
            );
            match before.fetch_optional(&mut *connection).await? {
                Some(id) => id,
                None => return Ok(Vec::new()),
            }
        }
    };
    sqlx::query_as!(
        ContactRow,
        r#"select id, email, attributes as "attributes: Json<Attributes>", created_at, updated_at
           from contact where account_id = $1 and id < $2 order by id desc limit $3"#,
        account_id,
        below,
        limit,
    )
    .fetch_all(connection)
    .await
}

async fn members(
    connection: &mut PgConnection,
    account_id: i64,
    segment: i64,
    from: From,
    limit: i64,
) -> sqlx::Result<Vec<ContactRow>> {
    let (below, offset) = from.below_and_offset();
    sqlx::query_as!(
        ContactRow,
        r#"select c.id, c.email, c.attributes as "attributes: Json<Attributes>", c.created_at, c.updated_at
           from segment_member m join contact c on c.account_id = m.account_id and c.id = m.contact_id
           where m.account_id = $1 and m.segment_id = $2 and m.contact_id < $3
           order by m.contact_id desc offset $4 limit $5"#,
        account_id,
        segment,
        below,
        offset,
        limit,
    )
    .fetch_all(connection)
    .await
}

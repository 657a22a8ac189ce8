//! Counts over all contacts of an account, kept for a moment: counting a million takes a tenth of a second and more, and
//! every page shows the number.

use crate::store::contact_search::{self, Search};
use crate::store::{PgPool, begin_list, limit_statements, unsigned};
use muster_shared::FieldKey;
use muster_shared::api::Total;
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A count is as old as this at most, or as old as it took times [`SHARE`]: never more than a tenth of a core counts.
const FRESH: Duration = Duration::from_secs(1);
const SHARE: u32 = 10;
/// The same for the counts by field.
const FILLED_FRESH: Duration = Duration::from_secs(60);
/// Kept searches, of all accounts. Past that all are forgotten.
const SEARCHES: usize = 1_000;
/// The counts by field are awaited by a person at most once a server's life.
const FILLED_MILLISECONDS: u32 = 30_000;

/// The counts of this server.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    contacts: Kept<i64, u64>,
    filled: Kept<i64, Arc<HashMap<FieldKey, u64>>>,
    found: Kept<Search, Total>,
}

/// Values by key, each counted by one request at a time while the others wait for it.
#[derive(Debug)]
struct Kept<K, V> {
    entries: Mutex<HashMap<K, Slot<V>>>,
}

type Slot<V> = Arc<Mutex<Option<Entry<V>>>>;

#[derive(Debug)]
struct Entry<V> {
    value: V,
    counted: Instant,
    fresh: Duration,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            entries: Mutex::new(HashMap::new()),
        }
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    async fn get(&self, key: K, fresh: Duration, count: impl Future<Output = sqlx::Result<V>>) -> sqlx::Result<V> {
        let slot = Arc::clone(self.entries.lock().await.entry(key).or_default());
        let mut entry = slot.lock().await;
        if let Some(entry) = entry.as_ref().filter(|entry| entry.counted.elapsed() < entry.fresh) {
            return Ok(entry.value.clone());
        }
        let start = Instant::now();
        let value = count.await?;
        let fresh = fresh.max(start.elapsed() * SHARE);
        *entry = Some(Entry {
            value: value.clone(),
            counted: Instant::now(),
            fresh,
        });
        Ok(value)
    }
}

impl Counted {
    /// Contacts of an account.
    pub(crate) async fn contacts(&self, pool: &PgPool, account_id: i64) -> sqlx::Result<u64> {
        self.contacts
            .get(account_id, FRESH, count_contacts(pool, account_id))
            .await
    }

    /// Contacts that a search finds.
    pub(crate) async fn found(&self, pool: &PgPool, search: &Search) -> sqlx::Result<Total> {
        {
            let mut entries = self.found.entries.lock().await;
            if entries.len() > SEARCHES {
                entries.clear();
            }
        }
        self.found.get(search.clone(), FRESH, count_found(pool, search)).await
    }

    /// For each of the fields, contacts in which it isn't empty.
    pub(crate) async fn filled(
        &self,
        pool: &PgPool,
        account_id: i64,
        keys: &[FieldKey],
    ) -> sqlx::Result<Arc<HashMap<FieldKey, u64>>> {
        let filled = self
            .filled
            .get(account_id, FILLED_FRESH, count_filled(pool, account_id, keys))
            .await?;
        if keys.iter().all(|key| filled.contains_key(key)) {
            return Ok(filled);
        }
        // A field was made since.
        self.filled.entries.lock().await.remove(&account_id);
        self.filled
            .get(account_id, FILLED_FRESH, count_filled(pool, account_id, keys))
            .await
    }

    /// Contacts were written: count again when asked.
    pub(crate) async fn forget(&self, account_id: i64) {
        self.contacts.entries.lock().await.remove(&account_id);
        self.filled.entries.lock().await.remove(&account_id);
        self.forget_found(account_id).await;
    }

    /// Searches may find more: count again when asked.
    pub(crate) async fn forget_found(&self, account_id: i64) {
        self.found
            .entries
            .lock()
            .await
            .retain(|search, _| search.account_id != account_id);
    }
}

async fn count_contacts(pool: &PgPool, account_id: i64) -> sqlx::Result<u64> {
    let count = sqlx::query_scalar!("select count(*) from contact where account_id = $1", account_id)
        .fetch_one(pool)
        .await?;
    Ok(unsigned(count))
}

async fn count_found(pool: &PgPool, search: &Search) -> sqlx::Result<Total> {
    let mut transaction = begin_list(pool).await?;
    let total = match search.segment {
        Some(segment) if search.words.is_empty() => {
            let count = sqlx::query_scalar!(
                "select count(*) from segment_member where account_id = $1 and segment_id = $2",
                search.account_id,
                segment,
            );
            Total::exactly(unsigned(count.fetch_one(&mut *transaction).await?))
        }
        _ => contact_search::count(&mut transaction, search).await?,
    };
    transaction.commit().await?;
    Ok(total)
}

async fn count_filled(pool: &PgPool, account_id: i64, keys: &[FieldKey]) -> sqlx::Result<Arc<HashMap<FieldKey, u64>>> {
    // One pass over the contacts whatever the number of fields; the text holds nothing but placeholders.
    let counts: Vec<String> = (0..keys.len())
        .map(|i| format!("count(*) filter (where attributes ? ${place})", place = i + 2))
        .collect();
    let statement = format!(
        "select array[{}]::bigint[] from contact where account_id = $1",
        counts.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(statement)).bind(account_id);
    for key in keys {
        query = query.bind(key.as_str());
    }
    let mut transaction = pool.begin().await?;
    limit_statements(&mut transaction, FILLED_MILLISECONDS).await?;
    let counts: Vec<i64> = query.fetch_one(&mut *transaction).await?.try_get(0)?;
    transaction.commit().await?;
    Ok(Arc::new(
        keys.iter()
            .cloned()
            .zip(counts.into_iter().map(|count| unsigned(Some(count))))
            .collect(),
    ))
}

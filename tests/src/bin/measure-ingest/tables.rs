//! The tables that everybody writes to, put into the same state before each turn.

use sqlx::PgPool;

/// Which contacts exist before a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    Nobody,
    /// Every second row of the file.
    Half,
    All,
}

/// Keeps the contacts, as they were imported, for [`fill`].
pub(crate) async fn keep(pool: &PgPool) {
    run(
        pool,
        "create table measured_contact as select * from contact order by created_line",
    )
    .await;
    let half = "create table measured_half as
        select m.* from measured_contact m
        join (select id, row_number() over (order by created_line) as place from measured_contact) p using (id)
        where place % 2 = 0";
    run(pool, half).await;
}

/// Empties the tables, puts contacts there, and lets the database come to rest.
pub(crate) async fn fill(pool: &PgPool, filled: Filled) {
    run(
        pool,
        "truncate contact, contact_word, contact_unsearched, contact_change, segment_member, left_out, import_batch, import_segment, import cascade",
    )
    .await;
    run(pool, "delete from segment").await;
    match filled {
        Filled::Nobody => {}
        Filled::Half => {
            run(
                pool,
                "insert into contact overriding system value select * from measured_half",
            )
            .await
        }
        Filled::All => {
            run(
                pool,
                "insert into contact overriding system value select * from measured_contact",
            )
            .await
        }
    }
    run(pool, "vacuum analyze contact").await;
    run(pool, "checkpoint").await;
}

pub(crate) async fn run(pool: &PgPool, statement: &'static str) {
    sqlx::raw_sql(statement)
        .execute(pool)
        .await
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
}

//! People who may log in.

use crate::store::session::SessionUser;
use crate::store::{PgConnection, PgPool};
use muster_shared::api::Role;

pub(crate) struct NewUser<'a> {
    pub(crate) name: &'a str,
    /// In its stored form.
    pub(crate) email: &'a str,
    pub(crate) role: Role,
    pub(crate) password_hash: &'a str,
}

/// What a log-in is checked against.
pub(crate) struct Credentials {
    pub(crate) account_id: i64,
    pub(crate) id: i64,
    pub(crate) password_hash: String,
}

/// The user's id.
pub(crate) async fn create(connection: &mut PgConnection, account_id: i64, user: NewUser<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "insert into app_user (account_id, name, email, role, password_hash) values ($1, $2, $3, $4, $5) returning id",
        account_id,
        user.name,
        user.email,
        role_name(user.role),
        user.password_hash,
    )
    .fetch_one(connection)
    .await
}

/// Users with an email, of whatever account.
pub(crate) async fn by_email(pool: &PgPool, email: &str, limit: i64) -> sqlx::Result<Vec<Credentials>> {
    sqlx::query_as!(
        Credentials,
        "select account_id, id, password_hash from app_user where email = $1 order by account_id, id limit $2",
        email,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// A user who exists.
pub(crate) async fn get(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<SessionUser> {
    let user = sqlx::query!(
        "select name, email, role from app_user where account_id = $1 and id = $2",
        account_id,
        id
    )
    .fetch_one(pool)
    .await?;
    let role = role_from_name(&user.role);
    Ok(SessionUser {
        account_id,
        user_id: id,
        name: user.name,
        email: user.email,
        role,
    })
}

pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Importer => "importer",
        Role::Reader => "reader",
    }
}

/// The role by its name; the least one if it is none of the constraint's.
pub(crate) fn role_from_name(name: &str) -> Role {
    match name {
        "admin" => Role::Admin,
        "importer" => Role::Importer,
        _ => Role::Reader,
    }
}

-- Accounts and who may act in them.
--
-- In every table `account_id` stands first in every key, so that the tables can be distributed by it.

create table account (
    account_id bigint generated always as identity,
    name text not null,
    -- Numbers given to imports so far.
    imports bigint not null default 0,
    created_at timestamptz not null default now(),
    constraint account_pkey primary key (account_id),
    constraint account_name_not_empty check (name <> '')
);

create table app_user (
    account_id bigint not null,
    id bigint generated always as identity,
    name text not null,
    -- Lower case. One person may belong to several accounts.
    email text collate "C" not null,
    role text not null,
    -- Argon2id, in the PHC string format.
    password_hash text not null,
    created_at timestamptz not null default now(),
    constraint app_user_pkey primary key (account_id, id),
    constraint app_user_email_key unique (account_id, email),
    constraint app_user_account_fkey foreign key (account_id) references account on delete cascade,
    constraint app_user_role_known check (role in ('admin', 'importer', 'reader'))
);

-- Logging in knows the email alone.
create index app_user_by_email on app_user (email);

create table session (
    account_id bigint not null,
    -- SHA-256 of the token in the cookie: a copy of the table opens no session.
    token_hash bytea not null,
    user_id bigint not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    constraint session_pkey primary key (account_id, token_hash),
    constraint session_user_fkey foreign key (account_id, user_id) references app_user on delete cascade,
    constraint session_token_hash_length check (length(token_hash) = 32)
);

-- Refused log-ins and setup codes. Before a log-in no account is known: `account_id` is 0 then.
create table login_attempt (
    account_id bigint not null default 0,
    id bigint generated always as identity,
    -- What was tried: SHA-256 of kind, email and address; no email is kept.
    subject bytea not null,
    at timestamptz not null,
    constraint login_attempt_pkey primary key (account_id, id)
);

create index login_attempt_by_subject on login_attempt (account_id, subject, at);
create index login_attempt_by_time on login_attempt (account_id, at);

-- Everything that changes data: who, what, when. No contact's data.
create table audit_entry (
    account_id bigint not null,
    id bigint generated always as identity,
    at timestamptz not null default now(),
    -- Null: the server by itself.
    user_id bigint,
    -- `import.created`, `field.deleted`, ...
    action text not null,
    -- The id or key of what it was done to.
    subject text not null,
    constraint audit_entry_pkey primary key (account_id, id),
    constraint audit_entry_account_fkey foreign key (account_id) references account on delete cascade
);

-- Imports: what was asked for, what was received, what became of it.

create table import (
    account_id bigint not null,
    -- Chosen by the browser.
    id uuid not null,
    -- 1, 2, 3, ... within the account.
    number bigint not null,
    state text not null,
    paused_reason text,
    -- Of an import that the server itself paused: when it tries again.
    retry_at timestamptz,
    user_id bigint not null,
    -- The person's name then; people may leave.
    by_name text not null,
    -- SHA-256 of the request that made it: the same request again is answered, another one is refused.
    digest bytea not null,
    rules_version integer not null,
    file_name text not null,
    file_size bigint not null,
    fingerprint text not null,
    file_modified timestamptz,
    -- `json`, not `jsonb`: a column's name may hold a NUL, which jsonb can't.
    dialect json not null,
    columns json not null,
    mapping json not null,
    options json not null,
    -- The account's fields when the mapping was checked: the plan is made of these.
    fields json not null,
    -- Data rows of the file.
    records bigint not null,
    -- Known when sealed.
    batches integer,
    created_at timestamptz not null,
    sealed_at timestamptz,
    finished_at timestamptz,
    constraint import_pkey primary key (account_id, id),
    constraint import_number_key unique (account_id, number),
    constraint import_account_fkey foreign key (account_id) references account on delete cascade,
    constraint import_state_known check (state in
        ('uploading', 'sealed', 'applying', 'paused', 'finished', 'cancelled', 'failed')),
    constraint import_sealed_is_whole check (state in ('uploading', 'paused', 'cancelled') or sealed_at is not null),
    constraint import_over_has_time check ((state in ('finished', 'cancelled')) = (finished_at is not null)),
    constraint import_records_positive check (records > 0)
);

-- What the runner looks for.
create index import_to_apply on import (account_id, sealed_at) where state in ('sealed', 'applying', 'paused');

create table import_segment (
    account_id bigint not null,
    import_id uuid not null,
    -- Place in `import_batch.added`, from 1.
    position integer not null,
    segment_id bigint not null,
    -- The segment's name then; segments may be renamed and deleted.
    name text not null,
    constraint import_segment_pkey primary key (account_id, import_id, position),
    constraint import_segment_import_fkey foreign key (account_id, import_id) references import on delete cascade
);

create index import_segment_by_segment on import_segment (account_id, segment_id);

-- The ledger. An import's counts are sums over it, and nothing else.
create table import_batch (
    account_id bigint not null,
    import_id uuid not null,
    seq integer not null,
    -- SHA-256 of the JSON before compression.
    digest bytea not null,
    records integer not null,
    -- The JSON, compressed as it came. Null when applied or cancelled.
    payload bytea,
    gzip boolean not null,
    received_at timestamptz not null,
    applied_at timestamptz,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    skipped integer not null default 0,
    -- Of `skipped`: the email stands again on a later line.
    skipped_repeated integer not null default 0,
    rejected integer not null default 0,
    -- Members added, for each of the import's segments.
    added bigint[] not null default '{}',
    constraint import_batch_pkey primary key (account_id, import_id, seq),
    constraint import_batch_import_fkey foreign key (account_id, import_id) references import on delete cascade,
    constraint import_batch_seq_from_zero check (seq >= 0),
    constraint import_batch_digest_length check (length(digest) = 32),
    constraint import_batch_records_positive check (records > 0),
    -- The books balance.
    constraint import_batch_balances check (
        created + updated + unchanged + skipped + rejected = case when applied_at is null then 0 else records end),
    constraint import_batch_repeated_are_skipped check (skipped_repeated between 0 and skipped)
);

-- Compressed by the browser, or not worth it: a batch lives for seconds.
alter table import_batch alter column payload set storage external;

create index import_batch_to_apply on import_batch (account_id, import_id, seq) where applied_at is null;

-- Records that were not taken, and why.
create table left_out (
    account_id bigint not null,
    import_id uuid not null,
    line bigint not null,
    seq integer not null,
    outcome text not null,
    -- `json`, not `jsonb`, here and below: what is wrong with a cell may be its NUL, which jsonb can't hold.
    why json not null,
    -- Of a rejected record: its mapped cells, for the file to correct.
    cells json,
    constraint left_out_pkey primary key (account_id, import_id, outcome, line, seq),
    constraint left_out_outcome_known check (outcome in ('rejected', 'skipped'))
);

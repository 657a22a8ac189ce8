-- Taking an import back.

alter table import
    drop constraint import_state_known,
    add constraint import_state_known check (state in
        ('uploading', 'sealed', 'applying', 'paused', 'finished', 'cancelled', 'failed', 'undoing', 'undone')),
    drop constraint import_over_has_time,
    add constraint import_over_has_time check (
        (state in ('finished', 'cancelled', 'undoing', 'undone')) = (finished_at is not null));

-- The import that made it a member. Null: a person, or an import from before this column.
alter table segment_member add column import_id uuid;

-- By an import, by a person; or by both: that person's undo of that import.
alter table contact_change
    drop constraint contact_change_by_someone,
    add constraint contact_change_by_someone check (import_id is not null or user_id is not null);

-- An undo that was begun: one for each import at most.
create table import_undo (
    account_id bigint not null,
    import_id uuid not null,
    -- Those of an account are done one after the other, in this order.
    position bigint generated always as identity,
    user_id bigint not null,
    -- The person's name then; people may leave.
    by_name text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    -- Of one that waits: why, and when it is tried again.
    waiting_reason text,
    retry_at timestamptz,
    -- The account's contacts when the work began.
    contacts bigint,
    -- The contact up to which all are done, by id, and how many these were.
    mark bigint not null default 0,
    looked_at bigint not null default 0,
    deleted bigint not null default 0,
    restored bigint not null default 0,
    kept bigint not null default 0,
    kept_values bigint not null default 0,
    -- Members taken out of segments.
    members_left bigint not null default 0,
    constraint import_undo_pkey primary key (account_id, import_id),
    constraint import_undo_import_fkey foreign key (account_id, import_id) references import on delete cascade
);

-- What the runner looks for.
create index import_undo_open on import_undo (account_id, position) where finished_at is null;

-- Values that an undo left as they were, since somebody changed them after the import. The values themselves stay with the contact.
create table undo_kept (
    account_id bigint not null,
    import_id uuid not null,
    contact_id bigint not null,
    field text collate "C" not null,
    -- The import created the contact.
    created boolean not null,
    -- Who changed it: an import or a person; neither where the former value doesn't fit the field any more.
    since_import uuid,
    since_user bigint,
    constraint undo_kept_pkey primary key (account_id, import_id, contact_id, field),
    constraint undo_kept_undo_fkey foreign key (account_id, import_id) references import_undo on delete cascade
);

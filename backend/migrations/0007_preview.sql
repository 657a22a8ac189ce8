-- What an import would do, told before anything is written; imports that nobody finishes; and by which file an import is found again.

alter table import
    -- Whether it is compared with the contacts first, and then waits for a person.
    add column preview boolean not null default false,
    -- When that person had it go on.
    add column confirmed_at timestamptz;

alter table import
    drop constraint import_state_known,
    drop constraint import_sealed_is_whole,
    drop constraint import_over_has_time,
    add constraint import_state_known check (state in
        ('uploading', 'sealed', 'previewing', 'previewed', 'applying', 'paused', 'finished', 'cancelled', 'failed', 'expired',
         'undoing', 'undone')),
    add constraint import_sealed_is_whole check
        (state in ('uploading', 'paused', 'cancelled', 'expired') or sealed_at is not null),
    add constraint import_over_has_time check
        ((state in ('finished', 'cancelled', 'expired', 'undoing', 'undone')) = (finished_at is not null)),
    add constraint import_preview_undecided check
        (state not in ('previewing', 'previewed') or (preview and confirmed_at is null));

-- What the runner looks for.
drop index import_to_apply;
create index import_to_apply on import (account_id, sealed_at)
    where state in ('sealed', 'previewing', 'applying', 'paused', 'undoing');

-- Was the same file imported before?
create index import_by_file on import (account_id, fingerprint, number desc);

-- What was found so far, batch after batch. It goes when it is decided upon.
create table import_preview (
    account_id bigint not null,
    import_id uuid not null,
    -- Batches in it: those before this number.
    batches integer not null,
    created bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    skipped bigint not null,
    skipped_repeated bigint not null,
    rejected bigint not null,
    -- [{"field", "contacts", "samples"}], `json` since values are kept to the letter.
    fields json not null,
    updated_at timestamptz not null,
    constraint import_preview_pkey primary key (account_id, import_id),
    constraint import_preview_import_fkey foreign key (account_id, import_id) references import on delete cascade,
    constraint import_preview_repeated_are_skipped check (skipped_repeated between 0 and skipped)
);

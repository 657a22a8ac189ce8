-- Contacts, their fields and segments.

-- Custom fields. The system fields stand in the shared crate.
create table field (
    account_id bigint not null,
    key text collate "C" not null,
    name text not null,
    kind text not null,
    required boolean not null,
    -- [{"id", "label"}]
    options json not null,
    default_country text,
    -- The order in which they were made.
    position bigint generated always as identity,
    constraint field_pkey primary key (account_id, key),
    constraint field_account_fkey foreign key (account_id) references account on delete cascade,
    constraint field_kind_known check (kind in
        ('text', 'email', 'phone', 'date', 'integer', 'decimal', 'boolean', 'radio', 'checkbox'))
);

create unique index field_name_key on field (account_id, lower(name));

-- No foreign key here, nor on segment_member and contact_change: their triggers would run for every row of an import and
-- halve its speed. Who writes a member or a change holds a lock on its contact (and segment) in the same transaction,
-- and who deletes a contact or a segment deletes those as well.
create table contact (
    account_id bigint not null,
    id bigint generated always as identity,
    -- In its stored form. Collated by bytes: locks are taken in this order, and prefixes are found in the unique key.
    email text collate "C" not null,
    -- Values by field key, without the email. An absent key is an empty field.
    attributes jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- The import that made it, and the line of its file.
    created_import uuid,
    created_line bigint,
    constraint contact_pkey primary key (account_id, id),
    constraint contact_email_key unique (account_id, email),
    constraint contact_attributes_object check (jsonb_typeof(attributes) = 'object'),
    constraint contact_email_lower_case check (email = lower(email) and email <> '')
) with (fillfactor = 90);

-- The list's order: newest change first.
create index contact_by_change on contact (account_id, updated_at desc, id desc);

create table segment (
    account_id bigint not null,
    id bigint generated always as identity,
    name text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint segment_pkey primary key (account_id, id),
    constraint segment_account_fkey foreign key (account_id) references account on delete cascade,
    constraint segment_name_not_empty check (name <> '')
);

create unique index segment_name_key on segment (account_id, lower(name));

create table segment_member (
    account_id bigint not null,
    segment_id bigint not null,
    contact_id bigint not null,
    constraint segment_member_pkey primary key (account_id, segment_id, contact_id)
);

create index segment_member_by_contact on segment_member (account_id, contact_id);

-- What changed a contact after it was created.
create table contact_change (
    account_id bigint not null,
    contact_id bigint not null,
    id bigint generated always as identity,
    at timestamptz not null,
    -- The import and the line of its file, or the person.
    import_id uuid,
    line bigint,
    user_id bigint,
    -- Values of the changed fields; null where the field was, or became, empty.
    before jsonb not null,
    after jsonb not null,
    constraint contact_change_pkey primary key (account_id, contact_id, id),
    constraint contact_change_by_someone check ((import_id is null) <> (user_id is null))
);

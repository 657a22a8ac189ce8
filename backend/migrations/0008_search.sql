-- Contacts are found by how a name or a phone number begins, however many there are.
--
-- Three more indexes on contact would make an import take twice as long and keep updates from staying on their pages. So the
-- words stand in a table of their own, which is brought up to date between imports; what isn't in it yet is noted here, a row
-- for the contacts of a batch. Emails are found in contact's own key.

create table contact_word (
    account_id bigint not null,
    -- In lower case, its first 64 characters. Collated by bytes: a beginning is a range.
    word text collate "C" not null,
    contact_id bigint not null,
    constraint contact_word_pkey primary key (account_id, word, contact_id)
);

create index contact_word_by_contact on contact_word (account_id, contact_id);

create table contact_unsearched (
    account_id bigint not null,
    id bigint generated always as identity,
    -- Made, changed or deleted since their words were looked at.
    contacts integer not null,
    contact_ids bigint[] not null,
    -- They were deleted: no search misses them.
    are_gone boolean not null default false,
    noted_at timestamptz not null default now(),
    constraint contact_unsearched_pkey primary key (account_id, id),
    constraint contact_unsearched_counted check (contacts = cardinality(contact_ids) and contacts > 0)
);

insert into contact_unsearched (account_id, contacts, contact_ids)
select account_id, count(*), array_agg(id)
from (select account_id, id, row_number() over (partition by account_id order by id) / 5000 as part from contact) c
group by account_id, part
order by account_id, part;

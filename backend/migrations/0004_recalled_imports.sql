-- The part of a file that was imported, and what is asked before an import: how were columns of these names mapped last time?

-- The file of an archive, or the sheet of a workbook. Null: the file has no parts.
alter table import add column file_part text;

-- By hash, since the names of a file's columns may be longer than an index's entry.
create index import_by_columns on import (account_id, hashtextextended(columns::text, 0), number desc);

-- Updates of contacts that touch no index, and contacts listed newest first.

-- An index on the time of the last change made every update write to all indexes. The list goes by id, which grows with time.
drop index contact_by_change;

-- Room for new versions beside the old ones: an update then stays on its page.
alter table contact set (fillfactor = 75);

//! The rows of a long list that are here, by pages; and how to ask for those that aren't.

use muster_shared::api::{Contact, ContactPage, ContactQuery, Total};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows of a page.
pub const PAGE: usize = 100;

/// Pages kept: far more than fit on a screen, little enough memory.
const KEPT: usize = 60;

/// What is found, as far as it was seen.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// What the server counts in all; `None` before the first answer.
    pub total: Option<Total>,
    pages: HashMap<usize, Vec<Arc<Contact>>>,
    /// Where a page goes on, by the page's number: the keyset cursor that the page before it gave.
    cursors: HashMap<usize, String>,
    asked: HashSet<usize>,
}

impl Rows {
    pub fn len(&self) -> usize {
        usize::try_from(self.total.unwrap_or_default().total).unwrap_or(usize::MAX)
    }

    pub fn row(&self, n: usize) -> Option<Arc<Contact>> {
        self.pages.get(&(n / PAGE))?.get(n % PAGE).cloned()
    }

    /// The pages of these rows that are neither here nor asked for.
    pub fn missing(&self, rows: &Range<usize>) -> Vec<usize> {
        if rows.is_empty() {
            return Vec::new();
        }
        let pages = rows.start / PAGE..=(rows.end - 1) / PAGE;
        pages
            .filter(|page| !self.pages.contains_key(page) && !self.asked.contains(page))
            .collect()
    }

    /// Notes that a page is asked for, and completes the question: by the keyset cursor where the page before is
    /// known, else by the row's place.
    pub fn ask(&mut self, page: usize, base: &ContactQuery) -> ContactQuery {
        self.asked.insert(page);
        let cursor = self.cursors.get(&page).cloned();
        let at = (page > 0 && cursor.is_none()).then_some((page * PAGE) as u64);
        ContactQuery {
            after: cursor,
            at,
            limit: Some(PAGE as u32),
            ..base.clone()
        }
    }

    /// The answer to a page. Pages far from it go when there are too many.
    pub fn put(&mut self, page: usize, answer: ContactPage) {
        self.asked.remove(&page);
        self.total = Some(answer.total);
        if let Some(next) = answer.next {
            self.cursors.insert(page + 1, next);
        }
        self.pages
            .insert(page, answer.contacts.into_iter().map(Arc::new).collect());
        while self.pages.len() > KEPT {
            let Some(farthest) = self.pages.keys().copied().max_by_key(|kept| kept.abs_diff(page)) else {
                return;
            };
            self.pages.remove(&farthest);
        }
    }

    /// A page could not be had; it may be asked for again.
    pub fn give_up(&mut self, page: usize) {
        self.asked.remove(&page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn contacts(from: usize, to: usize) -> Vec<Contact> {
        let contact = |n: usize| Contact {
            id: n as i64,
            email: format!("{n}@x.example"),
            attributes: Default::default(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        };
        (from..to).map(contact).collect()
    }

    fn answer(page: usize, total: u64) -> ContactPage {
        let to = ((page + 1) * PAGE).min(total as usize);
        let next = (to < total as usize).then(|| format!("after-{to}"));
        ContactPage {
            contacts: contacts(page * PAGE, to),
            total: Total::exactly(total),
            next,
        }
    }

    #[test]
    fn scrolling_on_goes_by_cursor_and_jumping_by_place() {
        let mut rows = Rows::default();
        let base = ContactQuery {
            search: "an".into(),
            ..Default::default()
        };
        let first = rows.ask(0, &base);
        assert_eq!(
            (first.after.clone(), first.at, first.search.as_str()),
            (None, None, "an")
        );
        rows.put(0, answer(0, 1_000_000));
        assert_eq!(rows.ask(1, &base).after.as_deref(), Some("after-100"));
        assert_eq!(rows.ask(9_999, &base).at, Some(999_900));
    }

    #[test]
    fn nothing_is_asked_twice() {
        let mut rows = Rows::default();
        let base = ContactQuery::default();
        rows.put(0, answer(0, 1_000));
        assert_eq!(rows.missing(&(0..240)), [1, 2]);
        rows.ask(1, &base);
        assert_eq!(rows.missing(&(0..240)), [2]);
        rows.give_up(1);
        assert_eq!(rows.missing(&(0..240)), [1, 2]);
        assert_eq!(rows.missing(&(0..0)), [0; 0]);
    }

    #[test]
    fn the_last_page_is_short_and_far_pages_go() {
        let mut rows = Rows::default();
        for page in 0..=80 {
            rows.put(page, answer(page, 8_050));
        }
        assert_eq!(rows.row(8_049).map(|contact| contact.id), Some(8_049));
        assert_eq!(rows.row(8_050), None);
        assert_eq!(rows.row(0), None);
        assert_eq!(rows.pages.len(), KEPT);
    }
}

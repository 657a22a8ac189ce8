//! An import taken back: the database is, row by row, what a plain model says.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

mod begin;
mod random;
mod since;
mod together;

use muster_shared::api::{Import, ImportState, KeptPage, UndoCounts};
use muster_tests::model::{Kept, Model, Who};
use muster_tests::{App, Client, Draft};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An account beside its model.
pub(crate) struct Both {
    pub(crate) app: App,
    pub(crate) admin: Client,
    pub(crate) model: Model,
    /// The imports' ids, by their numbers from 1.
    imports: Vec<Uuid>,
}

impl Both {
    pub(crate) fn new(app: App, admin: Client) -> Self {
        Self {
            app,
            admin,
            model: Model::default(),
            imports: Vec::new(),
        }
    }

    /// Imports to the end; the import's number.
    pub(crate) async fn import(&mut self, draft: &Draft) -> usize {
        let done = self.model.import(draft);
        let import = self.app.import(&self.admin, draft).await;
        assert_eq!(
            (import.state, import.counts),
            (ImportState::Finished, done.counts),
            "{draft:?}"
        );
        self.imports.push(import.id);
        assert_eq!(import.number as usize, self.imports.len());
        self.imports.len()
    }

    pub(crate) fn id(&self, import: usize) -> Uuid {
        self.imports[import - 1]
    }

    /// A person types a value; an empty one empties the field.
    pub(crate) async fn edit(&mut self, email: &str, field: &str, text: &str) {
        let id = self.app.contact_id(&self.admin, email).await;
        let patch = serde_json::json!({"field": field, "text": text});
        self.admin.patch(&format!("/contacts/{id}"), &patch).await.expect(200);
        match field {
            "email" => self.model.rename(email, text),
            "points" => self.model.edit(email, field, text.parse().ok().map(|n: i64| n.into())),
            _ => self
                .model
                .edit(email, field, Some(text.into()).filter(|_| !text.is_empty())),
        }
    }

    pub(crate) async fn delete(&mut self, email: &str) {
        let id = self.app.contact_id(&self.admin, email).await;
        self.admin.delete(&format!("/contacts/{id}")).await.empty();
        self.model.delete(email);
    }

    /// Undoes an import: the numbers said before are those that came of it, and what stayed is listed.
    pub(crate) async fn undo(&mut self, import: usize) -> Import {
        let path = format!("/imports/{}/undo", self.id(import));
        let outlook: muster_shared::api::UndoOutlook = self.admin.get(&path).await.ok();
        let begun: Import = self.admin.post(&path, &()).await.ok();
        assert_eq!(begun.state, ImportState::Undoing);
        self.app.run_jobs().await;
        let kept = self.model.undo(import);
        let import = self.undone(import, &kept).await;
        let undo = import.undo.as_ref().unwrap();
        assert_eq!(undo.counts, outlook.counts);
        let left: u64 = outlook.leaving.iter().map(|segment| segment.contacts).sum();
        assert_eq!(undo.left, left);
        import
    }

    /// Checks an undo that came to its end.
    pub(crate) async fn undone(&self, import: usize, kept: &[Kept]) -> Import {
        let id = self.id(import);
        let import = self.admin.import(id).await;
        let undo = import.undo.clone().unwrap();
        assert_eq!((import.state, import.undo_until), (ImportState::Undone, None));
        assert!(undo.finished_at.is_some() && undo.waiting_reason.is_none());
        assert_eq!(undo.percent(), 100);
        assert_eq!(self.listed(id).await, kept);
        let mut contacts: Vec<&str> = kept.iter().map(|kept| kept.email.as_str()).collect();
        contacts.dedup();
        assert_eq!(
            (undo.counts.kept, undo.kept_values),
            (contacts.len() as u64, kept.len() as u64)
        );
        import
    }

    /// What the page of an undone import lists, in pages of three.
    async fn listed(&self, id: Uuid) -> Vec<Kept> {
        let mut kept = Vec::new();
        let mut after = None::<String>;
        loop {
            let mut path = format!("/imports/{id}/undo/kept?limit=3");
            path.extend(after.iter().map(|after| format!("&after={after}")));
            let page: KeptPage = self.admin.get(&path).await.ok();
            for value in page.values {
                let email = value.email.unwrap();
                let contact = &self.model.contacts[&email];
                let now = match value.field.as_str() {
                    "email" => Json::from(email.as_str()),
                    field => contact.get(field).cloned().unwrap_or(Json::Null),
                };
                assert_eq!(value.now, now, "{email} {}", value.field);
                let since = match (value.import, value.by) {
                    (Some(import), None) => Who::Import(import.number as usize),
                    (None, Some(_)) => Who::Person,
                    other => panic!("changed by {other:?}"),
                };
                kept.push(Kept {
                    email,
                    field: value.field.to_string(),
                    created: value.created,
                    since,
                });
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        kept.sort();
        kept
    }

    /// Contacts, their history and their segments are the model's.
    pub(crate) async fn assert_same(&self, what: &str) {
        assert_eq!(self.app.contacts(&self.admin).await, self.model.contacts, "{what}");
        assert_eq!(self.history().await, self.expected_history(), "{what}");
        for (segment, members) in &self.model.segments {
            let expected: Vec<String> = members.keys().cloned().collect();
            assert_eq!(
                self.app.members(&self.admin, segment).await,
                expected,
                "{what}: {segment}"
            );
        }
        let orphans: (i64, i64) = sqlx::query_as(
            "select (select count(*) from segment_member m where not exists (select from contact c where c.id = m.contact_id)),
                    (select count(*) from contact_change h where not exists (select from contact c where c.id = h.contact_id))",
        )
        .fetch_one(&self.app.pool)
        .await
        .unwrap();
        assert_eq!(orphans, (0, 0), "{what}");
    }

    /// Every contact's changes by field, oldest first.
    async fn history(&self) -> BTreeMap<String, Vec<(Who, String, Json, Json)>> {
        type Row = (String, Option<i64>, Option<i64>, Json, Json);
        let rows: Vec<Row> = sqlx::query_as(
            "select c.email, i.number, h.user_id, h.before, h.after
             from contact_change h join contact c on c.account_id = h.account_id and c.id = h.contact_id
             left join import i on i.account_id = h.account_id and i.id = h.import_id
             where h.account_id = $1 order by h.id",
        )
        .bind(self.admin.account)
        .fetch_all(&self.app.pool)
        .await
        .unwrap();
        let mut history = BTreeMap::<_, Vec<_>>::new();
        for (email, import, user, before, after) in rows {
            let who = match (import, user) {
                (Some(import), None) => Who::Import(import as usize),
                (None, Some(_)) => Who::Person,
                (Some(import), Some(_)) => Who::UndoOf(import as usize),
                (None, None) => panic!("a change by nobody"),
            };
            for (field, before) in before.as_object().unwrap() {
                let change = (who, field.clone(), before.clone(), after[field].clone());
                history.entry(email.clone()).or_default().push(change);
            }
        }
        for changes in history.values_mut() {
            changes.sort_by(|a, b| a.1.cmp(&b.1));
        }
        history
    }

    fn expected_history(&self) -> BTreeMap<String, Vec<(Who, String, Json, Json)>> {
        let contacts = self.model.contacts.keys();
        contacts
            .filter_map(|email| Some((email.clone(), self.model.past.get(email)?.changes())))
            .filter(|(_, changes)| !changes.is_empty())
            .collect()
    }
}

pub(crate) fn undo_counts(deleted: u64, restored: u64, kept: u64) -> UndoCounts {
    UndoCounts {
        deleted,
        restored,
        kept,
    }
}

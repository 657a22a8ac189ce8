//! What an import does to a contact: create, update, leave unchanged, or skip (PRODUCT: what happens to a contact).

use crate::plan::Change;
use crate::{FieldKey, UpdatePolicy};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// A contact's values by field key, without its email. An absent key is an empty field.
pub type Attributes = Map<String, Json>;

/// What happens to contacts that exist: the two check boxes *Override existing* and *Update only empty fields*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// Nothing checked: they are left as they are.
    #[default]
    Leave,
    /// *Override existing*: mapped fields get the file's values.
    Override,
    /// Both checked: only empty mapped fields are filled.
    FillEmpty,
}

impl Existing {
    /// What happens to one field, of which `update` was said.
    pub fn of_field(self, update: Option<UpdatePolicy>) -> Self {
        match (self, update) {
            (Existing::Leave, _) => Existing::Leave,
            (_, Some(UpdatePolicy::Override)) => Existing::Override,
            (_, Some(UpdatePolicy::FillEmpty)) => Existing::FillEmpty,
            (import, None) => import,
        }
    }
}

/// Whether an import may subscribe people who unsubscribed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resubscribe {
    #[default]
    Never,
    /// Somebody ticked that they consented.
    WithConsent,
}

/// What a record does to one field of a contact.
#[derive(Clone, Copy, Debug)]
pub struct FieldChange<'a> {
    pub key: &'a FieldKey,
    pub change: &'a Change<'a>,
    /// What happens to this field of contacts that exist ([`Existing::of_field`]).
    pub existing: Existing,
}

/// What a record did, or would do, to the contact with its email.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// There was none: it is created with these values.
    Create(Attributes),
    /// At least one field changes. `before` holds the former value of each changed field, null where it was empty.
    Update { attributes: Attributes, before: Attributes },
    /// Taken, and nothing to write.
    Unchanged,
    /// The contact exists and is left as it is.
    Skip,
}

/// Applies a record's changes to what is there. `existing` is the import's own choice.
pub fn merge<'a>(
    existing: Existing,
    resubscribe: Resubscribe,
    contact: Option<&Attributes>,
    changes: impl IntoIterator<Item = FieldChange<'a>>,
) -> Outcome {
    let Some(contact) = contact else {
        let mut created = Attributes::new();
        for FieldChange { key, change, .. } in changes {
            if let Change::Set(value) = change {
                created.insert(key.to_string(), value.to_json());
            }
        }
        return Outcome::Create(created);
    };
    if existing == Existing::Leave {
        return Outcome::Skip;
    }
    let mut attributes = contact.clone();
    let mut before = Attributes::new();
    for FieldChange { key, change, existing } in changes {
        let former = contact.get(key.as_str());
        if existing == Existing::FillEmpty && former.is_some() {
            continue;
        }
        let next = match change {
            Change::Set(value) => Some(value.to_json()),
            Change::Clear => None,
        };
        if former == next.as_ref() || is_protected(key, former, next.as_ref(), resubscribe) {
            continue;
        }
        before.insert(key.to_string(), former.cloned().unwrap_or(Json::Null));
        match next {
            Some(next) => attributes.insert(key.to_string(), next),
            None => attributes.remove(key.as_str()),
        };
    }
    if before.is_empty() {
        Outcome::Unchanged
    } else {
        Outcome::Update { attributes, before }
    }
}

/// An import never turns *unsubscribed* into *subscribed* without consent; and never clears it, so that no other one could.
fn is_protected(key: &FieldKey, former: Option<&Json>, next: Option<&Json>, resubscribe: Resubscribe) -> bool {
    let next = next.and_then(Json::as_str);
    let consented = resubscribe == Resubscribe::WithConsent && next == Some("subscribed");
    key.as_str() == NEWSLETTER
        && former.and_then(Json::as_str) == Some("unsubscribed")
        && next != Some("unsubscribed")
        && !consented
}

/// The key of the field that says who gets mail.
pub const NEWSLETTER: &str = "newsletter";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use std::borrow::Cow;

    fn attributes(json: Json) -> Attributes {
        serde_json::from_value(json).unwrap()
    }

    fn run(existing: Existing, contact: Option<Json>, changes: &[(&str, Option<&str>)]) -> Outcome {
        let keys: Vec<FieldKey> = changes
            .iter()
            .map(|(key, _)| FieldKey::try_from(key.to_string()).unwrap())
            .collect();
        let changes: Vec<Change> = changes
            .iter()
            .map(|(_, value)| value.map_or(Change::Clear, |v| Change::Set(Value::Text(Cow::Borrowed(v)))))
            .collect();
        let changes = keys
            .iter()
            .zip(&changes)
            .map(|(key, change)| FieldChange { key, change, existing });
        merge(existing, Resubscribe::Never, contact.map(attributes).as_ref(), changes)
    }

    fn update(attributes_: Json, before: Json) -> Outcome {
        Outcome::Update {
            attributes: attributes(attributes_),
            before: attributes(before),
        }
    }

    #[test]
    fn a_new_contact_is_created_whatever_is_checked() {
        for existing in [Existing::Leave, Existing::Override, Existing::FillEmpty] {
            let created = run(existing, None, &[("city", Some("Porto")), ("country", None)]);
            assert_eq!(
                created,
                Outcome::Create(attributes(serde_json::json!({"city": "Porto"})))
            );
        }
    }

    #[test]
    fn an_existing_contact_is_treated_as_the_table_says() {
        use serde_json::json;
        let contact = || Some(json!({"city": "Lyon", "country": "FR"}));
        let cases = [
            (Existing::Leave, vec![("city", Some("Porto"))], Outcome::Skip),
            (Existing::Override, vec![("city", Some("Lyon"))], Outcome::Unchanged),
            (
                Existing::Override,
                vec![("city", Some("Porto")), ("first_name", Some("Ana"))],
                update(
                    json!({"city": "Porto", "country": "FR", "first_name": "Ana"}),
                    json!({"city": "Lyon", "first_name": null}),
                ),
            ),
            (
                Existing::Override,
                vec![("city", None)],
                update(json!({"country": "FR"}), json!({"city": "Lyon"})),
            ),
            (Existing::Override, vec![("first_name", None)], Outcome::Unchanged),
            (Existing::FillEmpty, vec![("city", Some("Porto"))], Outcome::Unchanged),
            (
                Existing::FillEmpty,
                vec![("city", Some("Porto")), ("first_name", Some("Ana"))],
                update(
                    json!({"city": "Lyon", "country": "FR", "first_name": "Ana"}),
                    json!({"first_name": null}),
                ),
            ),
        ];
        for (existing, changes, expected) in cases {
            assert_eq!(run(existing, contact(), &changes), expected, "{existing:?} {changes:?}");
        }
    }

    #[test]
    fn unsubscribed_stays_unsubscribed() {
        use serde_json::json;
        let contact = || Some(json!({"newsletter": "unsubscribed"}));
        for next in [Some("subscribed"), Some("none"), None] {
            assert_eq!(
                run(Existing::Override, contact(), &[("newsletter", next)]),
                Outcome::Unchanged
            );
        }
        let subscribed = run(
            Existing::Override,
            Some(json!({"newsletter": "subscribed"})),
            &[("newsletter", Some("unsubscribed"))],
        );
        assert_eq!(
            subscribed,
            update(
                json!({"newsletter": "unsubscribed"}),
                json!({"newsletter": "subscribed"})
            )
        );
    }
    #[test]
    fn consent_allows_subscribing_and_nothing_else() {
        use serde_json::json;
        let newsletter = FieldKey::try_from(NEWSLETTER.to_owned()).unwrap();
        let contact = attributes(json!({"newsletter": "unsubscribed"}));
        for (next, allowed) in [(Some("subscribed"), true), (Some("none"), false), (None, false)] {
            let change = next.map_or(Change::Clear, |next| Change::Set(Value::Text(Cow::Borrowed(next))));
            let change = FieldChange {
                key: &newsletter,
                change: &change,
                existing: Existing::Override,
            };
            let outcome = merge(Existing::Override, Resubscribe::WithConsent, Some(&contact), [change]);
            let expected = if allowed {
                update(json!({"newsletter": next}), json!({"newsletter": "unsubscribed"}))
            } else {
                Outcome::Unchanged
            };
            assert_eq!(outcome, expected, "{next:?}");
        }
    }

    #[test]
    fn a_field_may_be_treated_in_a_way_of_its_own() {
        use Existing::{FillEmpty, Leave, Override};
        for (import, field, expected) in [
            (Override, None, Override),
            (Override, Some(UpdatePolicy::FillEmpty), FillEmpty),
            (Override, Some(UpdatePolicy::Override), Override),
            (FillEmpty, None, FillEmpty),
            (FillEmpty, Some(UpdatePolicy::Override), Override),
            (FillEmpty, Some(UpdatePolicy::FillEmpty), FillEmpty),
            (Leave, None, Leave),
            (Leave, Some(UpdatePolicy::Override), Leave),
            (Leave, Some(UpdatePolicy::FillEmpty), Leave),
        ] {
            assert_eq!(import.of_field(field), expected, "{import:?} {field:?}");
        }
    }
}

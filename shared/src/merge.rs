//! What an import does to a contact: create, update, leave unchanged, or skip (PRODUCT: what happens to a contact).

use crate::FieldKey;
use crate::plan::Change;
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

/// Applies a record's changes to what is there.
pub fn merge<'a>(
    existing: Existing,
    contact: Option<&Attributes>,
    changes: impl IntoIterator<Item = (&'a FieldKey, &'a Change<'a>)>,
) -> Outcome {
    let Some(contact) = contact else {
        let mut created = Attributes::new();
        for (key, change) in changes {
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
    for (key, change) in changes {
        let former = contact.get(key.as_str());
        if existing == Existing::FillEmpty && former.is_some() {
            continue;
        }
        let next = match change {
            Change::Set(value) => Some(value.to_json()),
            Change::Clear => None,
        };
        if former == next.as_ref() || resubscribes(key, former, next.as_ref()) {
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

/// An import never turns *unsubscribed* into *subscribed*, nor clears it so that the next one could.
fn resubscribes(key: &FieldKey, former: Option<&Json>, next: Option<&Json>) -> bool {
    key.as_str() == "newsletter"
        && former.and_then(Json::as_str) == Some("unsubscribed")
        && next.and_then(Json::as_str) != Some("unsubscribed")
}

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
        merge(existing, contact.map(attributes).as_ref(), keys.iter().zip(&changes))
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
}

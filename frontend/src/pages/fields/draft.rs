//! A field while it is being made or changed. Pure: the drawer wraps signals around it.

use muster_shared::api::{FieldPatch, NewField};
use muster_shared::{Field, FieldKey, FieldOption, FieldType};

/// What stands in the form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDraft {
    pub name: String,
    /// As typed; while nobody typed one, the name makes it.
    pub key: Option<String>,
    pub kind: FieldType,
    pub required: bool,
    pub options: Vec<DraftOption>,
    /// ISO 3166 alpha-2; empty for none.
    pub country: String,
}

/// An option; one that contacts may have keeps its id whatever its words become.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftOption {
    pub id: Option<String>,
    pub label: String,
}

/// Types that a field of one's own can have, the usual ones first.
pub const KINDS: [FieldType; 9] = [
    FieldType::Text,
    FieldType::Integer,
    FieldType::Decimal,
    FieldType::Date,
    FieldType::Boolean,
    FieldType::Radio,
    FieldType::Checkbox,
    FieldType::Phone,
    FieldType::Email,
];

/// What keeps a form from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Name,
    Key,
    Options,
}

impl Default for FieldDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            key: None,
            kind: FieldType::Text,
            required: false,
            options: vec![DraftOption::default(), DraftOption::default()],
            country: String::new(),
        }
    }
}

impl FieldDraft {
    pub fn of(field: &Field) -> Self {
        let Field {
            key,
            name,
            kind,
            required,
            system: _,
            options,
            default_country,
        } = field.clone();
        Self {
            name,
            key: Some(key.to_string()),
            kind,
            required,
            options: options
                .into_iter()
                .map(|FieldOption { id, label }| DraftOption { id: Some(id), label })
                .collect(),
            country: default_country.unwrap_or_default(),
        }
    }

    /// The key in the form: the typed one, else the one that the name makes; empty without a name.
    pub fn key(&self) -> String {
        match &self.key {
            Some(key) => key.clone(),
            None if self.name.trim().is_empty() => String::new(),
            None => FieldKey::from_name(&self.name).to_string(),
        }
    }

    /// Moves an option to another place.
    pub fn move_option(&mut self, from: usize, to: usize) {
        if from < self.options.len() && to < self.options.len() {
            let option = self.options.remove(from);
            self.options.insert(to, option);
        }
    }

    fn name(&self) -> Result<String, Lack> {
        let name = self.name.trim();
        if name.is_empty() {
            Err(Lack::Name)
        } else {
            Ok(name.to_owned())
        }
    }

    /// The options with ids: kept ones, and new ones made from their words. Empty lines are left out.
    fn options(&self) -> Result<Vec<FieldOption>, Lack> {
        if !self.kind.has_options() {
            return Ok(Vec::new());
        }
        let mut ids: Vec<String> = self.options.iter().filter_map(|option| option.id.clone()).collect();
        let mut made = Vec::new();
        for option in &self.options {
            let label = option.label.trim().to_owned();
            if label.is_empty() {
                continue;
            }
            let id = option.id.clone().unwrap_or_else(|| {
                let id = free_id(&label, &ids);
                ids.push(id.clone());
                id
            });
            made.push(FieldOption { id, label });
        }
        if made.is_empty() { Err(Lack::Options) } else { Ok(made) }
    }

    fn country(&self) -> Option<String> {
        (self.kind == FieldType::Phone && !self.country.is_empty()).then(|| self.country.clone())
    }

    /// # Errors
    /// What the form lacks.
    pub fn to_new(&self) -> Result<NewField, Lack> {
        let key = match &self.key {
            None => None,
            Some(key) => Some(FieldKey::try_from(key.trim().to_owned()).map_err(|_| Lack::Key)?),
        };
        Ok(NewField {
            name: self.name()?,
            key,
            kind: self.kind,
            required: self.required,
            options: self.options()?,
            default_country: self.country(),
        })
    }

    /// # Errors
    /// What the form lacks.
    pub fn to_patch(&self) -> Result<FieldPatch, Lack> {
        Ok(FieldPatch {
            name: Some(self.name()?),
            required: Some(self.required),
            options: self.kind.has_options().then(|| self.options()).transpose()?,
            default_country: (self.kind == FieldType::Phone).then(|| self.country.clone()),
        })
    }
}

/// An id made from the option's words that none of `taken` is.
fn free_id(label: &str, taken: &[String]) -> String {
    let id = FieldKey::from_name(label).to_string();
    let numbered = (2..).map(|n| format!("{id}_{n}"));
    std::iter::once(id.clone())
        .chain(numbered)
        .find(|id| !taken.contains(id))
        .unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(labels: &[(&str, Option<&str>)]) -> Vec<DraftOption> {
        labels
            .iter()
            .map(|(label, id)| DraftOption {
                id: id.map(str::to_owned),
                label: (*label).to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_key_follows_the_name_until_it_is_typed() {
        let mut draft = FieldDraft {
            name: "Lead source".into(),
            ..Default::default()
        };
        assert_eq!(draft.key(), "lead_source");
        assert_eq!(draft.to_new().map(|field| field.key), Ok(None));
        draft.key = Some("Source".into());
        assert_eq!(draft.to_new(), Err(Lack::Key));
        draft.key = Some("source".into());
        assert_eq!(
            draft.to_new().map(|field| field.key.map(|key| key.to_string())),
            Ok(Some("source".into()))
        );
    }

    #[test]
    fn options_keep_their_ids_and_new_ones_get_free_ids() {
        let draft = FieldDraft {
            name: "Lead source".into(),
            kind: FieldType::Radio,
            options: options(&[("Stand", Some("booth")), ("Booth", None), (" ", None), ("Web", None)]),
            ..Default::default()
        };
        let ids: Vec<_> = draft
            .to_new()
            .expect("complete")
            .options
            .into_iter()
            .map(|option| option.id)
            .collect();
        assert_eq!(ids, ["booth", "booth_2", "web"]);
    }

    #[test]
    fn a_choice_needs_an_option_and_a_field_a_name() {
        let draft = FieldDraft {
            name: "Source".into(),
            kind: FieldType::Radio,
            ..Default::default()
        };
        assert_eq!(draft.to_new(), Err(Lack::Options));
        assert_eq!(FieldDraft::default().to_new(), Err(Lack::Name));
    }

    #[test]
    fn a_change_leaves_out_what_the_type_has_not() {
        let draft = FieldDraft {
            name: "VIP".into(),
            kind: FieldType::Boolean,
            ..Default::default()
        };
        let patch = draft.to_patch().expect("complete");
        assert_eq!((patch.options, patch.default_country), (None, None));
    }
}

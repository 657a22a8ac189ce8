//! The columns of the contacts table.

use crate::format;
use crate::pages::value::{cell, shown};
use leptos::prelude::*;
use muster_shared::api::Contact;
use muster_shared::{Field, FieldType};

/// System fields that are shown, with their widths in pixels and whether narrow windows do without.
const SYSTEM: [(&str, u32, bool); 7] = [
    ("first_name", 98, false),
    ("last_name", 112, false),
    ("mobile_phone", 136, false),
    ("city", 92, true),
    ("country", 92, false),
    ("points", 70, false),
    ("newsletter", 112, true),
];
const EMAIL: u32 = 244;
const UPDATED: u32 = 104;
/// The least width of a custom field's column.
const CUSTOM: u32 = 124;
/// Below this width of the window the side bar is narrow (shell.css) and some columns are left out.
const NARROW: u32 = 1180;

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    field: Field,
    /// Pixels; `None` shares what is left.
    width: Option<u32>,
}

/// The columns between Email and Updated, and whether there is room for Updated.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    between: Vec<Column>,
    has_updated: bool,
}

impl Columns {
    /// All of them.
    pub fn len(&self) -> usize {
        self.between.len() + 1 + usize::from(self.has_updated)
    }
}

/// What fits into a window of this width: the system's fields, and as many custom ones as there is room for.
pub fn columns(fields: &[Field], window: u32) -> Columns {
    let narrow = window <= NARROW;
    let taken = if narrow { 64 + EMAIL } else { 240 + EMAIL + UPDATED };
    let mut room = window.saturating_sub(taken);
    let mut between = Vec::new();
    for (key, width, may_go) in SYSTEM {
        let field = fields.iter().find(|field| field.system && field.key.as_str() == key);
        if let Some(field) = field.filter(|_| !(may_go && narrow)) {
            between.push(Column {
                field: field.clone(),
                width: Some(width),
            });
            room = room.saturating_sub(width);
        }
    }
    let custom = fields
        .iter()
        .filter(|field| !field.system)
        .take((room / CUSTOM) as usize);
    let custom = custom.map(|field| Column {
        field: field.clone(),
        width: None,
    });
    // After the phone, as in most address books: company, role.
    let place = between
        .iter()
        .position(|column| column.field.key.as_str() == "mobile_phone")
        .map_or(0, |at| at + 1);
    between.splice(place..place, custom);
    Columns {
        between,
        has_updated: !narrow,
    }
}

fn is_number(kind: FieldType) -> bool {
    matches!(kind, FieldType::Integer | FieldType::Decimal)
}

/// The head's cells.
pub fn head(columns: &Columns) -> impl IntoView + use<> {
    let heads = columns.between.iter().map(|column| {
        let Column { field, width } = column.clone();
        let num = is_number(field.kind);
        view! {
            <th scope="col" class:num=num style:width=width.map(|width| format!("{width}px"))>
                {field.name}
            </th>
        }
    });
    let updated = columns.has_updated.then(|| {
        view! {
            <th scope="col" style:width=format!("{UPDATED}px")>
                "Updated"
            </th>
        }
    });
    view! {
        <th scope="col" style:width=format!("{EMAIL}px")>
            "Email"
        </th>
        {heads.collect_view()}
        {updated}
    }
}

/// A contact's cells.
pub fn cells(columns: &Columns, contact: &Contact) -> impl IntoView + use<> {
    let values = columns.between.iter().map(|column| {
        let stored = contact.attributes.get(column.field.key.as_str());
        let title = stored.map(|stored| shown(&column.field, stored));
        let soft = matches!(column.field.kind, FieldType::Phone) || column.field.key.as_str() == "city";
        view! {
            <td class:num=is_number(column.field.kind) class:t2=soft title=title>
                {cell(&column.field, stored)}
            </td>
        }
    });
    let (href, email, title) = (
        format!("/contacts/{}", contact.id),
        contact.email.clone(),
        contact.email.clone(),
    );
    let updated = columns.has_updated.then(|| {
        let at = contact.updated_at.to_rfc3339();
        view! {
            <td class="t3" title=format::full_time(&at)>
                {format::ago_now(&at)}
            </td>
        }
    });
    view! {
        <td>
            <a class="id" href=href title=title tabindex="-1">
                {email}
            </a>
        </td>
        {values.collect_view()}
        {updated}
    }
}

/// A row that is not here yet.
pub fn ghosts(columns: &Columns) -> impl IntoView + use<> {
    let ghost = |_| {
        view! {
            <td>
                <span class="sk"></span>
            </td>
        }
    };
    (0..columns.len()).map(ghost).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::{FieldKey, field::system_fields};

    fn fields(custom: usize) -> Vec<Field> {
        let custom = (0..custom).map(|n| Field {
            key: FieldKey::from_name(&format!("custom {n}")),
            name: format!("Custom {n}"),
            kind: FieldType::Text,
            required: false,
            system: false,
            options: Vec::new(),
            default_country: None,
        });
        system_fields().into_iter().chain(custom).collect()
    }

    #[test]
    fn custom_fields_come_as_far_as_there_is_room() {
        let custom = |window| {
            columns(&fields(9), window)
                .between
                .iter()
                .filter(|column| !column.field.system)
                .count()
        };
        assert_eq!([1024, 1440, 1920].map(custom), [1, 1, 5]);
        assert_eq!(columns(&fields(0), 1440).len(), SYSTEM.len() + 2);
        assert_eq!(columns(&fields(0), 1024).len(), SYSTEM.len() - 1);
    }
}

//! The columns of the contacts table.

use crate::components::icon::{Ico, Icon};
use crate::format;
use crate::pages::value::cell;
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
/// Below this width of the window the side bar is narrow and some columns hide (shell.css, utility.css).
const NARROW: u32 = 1180;

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    field: Field,
    /// Pixels; `None` shares what is left.
    width: Option<u32>,
    hides: bool,
}

/// What fits into a window of this width: the system's fields, and as many custom ones as there is room for. Email and
/// Updated stand before and after them.
pub fn columns(fields: &[Field], window: u32) -> Vec<Column> {
    let narrow = window <= NARROW;
    let mut room = window.saturating_sub(if narrow { 64 } else { 240 }).saturating_sub(EMAIL);
    if !narrow {
        room = room.saturating_sub(UPDATED);
    }
    let mut columns = Vec::new();
    for (key, width, hides) in SYSTEM {
        if let Some(field) = fields.iter().find(|field| field.system && field.key.as_str() == key) {
            columns.push(Column { field: field.clone(), width: Some(width), hides });
            if !(hides && narrow) {
                room = room.saturating_sub(width);
            }
        }
    }
    let custom = fields.iter().filter(|field| !field.system).take((room / CUSTOM) as usize);
    let custom = custom.map(|field| Column { field: field.clone(), width: None, hides: false });
    // After the phone, as in most address books: company, role.
    let place = columns.iter().position(|column| column.field.key.as_str() == "city").unwrap_or(columns.len());
    columns.splice(place..place, custom);
    columns
}

fn is_number(kind: FieldType) -> bool {
    matches!(kind, FieldType::Integer | FieldType::Decimal)
}

/// The head's cells.
pub fn head(columns: &[Column]) -> impl IntoView + use<> {
    let heads = columns.iter().map(|column| {
        let Column { field, width, hides } = column.clone();
        let num = is_number(field.kind);
        view! {
            <th scope="col" class:num=num class:hide-m=hides style:width=width.map(|width| format!("{width}px"))>
                {field.name}
            </th>
        }
    });
    view! {
        <th scope="col" style:width=format!("{EMAIL}px")>
            "Email"
        </th>
        {heads.collect_view()}
        <th scope="col" class="hide-m" style:width=format!("{UPDATED}px") aria-sort="descending">
            "Updated "
            <Ico of=Icon::Down />
        </th>
    }
}

/// A contact's cells.
pub fn cells(columns: &[Column], contact: &Contact) -> impl IntoView + use<> {
    let values = columns.iter().map(|column| {
        let stored = contact.attributes.get(column.field.key.as_str());
        let title = stored.map(|stored| crate::pages::value::shown(&column.field, stored));
        let soft = matches!(column.field.kind, FieldType::Phone) || column.field.key.as_str() == "city";
        view! {
            <td class:num=is_number(column.field.kind) class:t2=soft class:hide-m=column.hides title=title>
                {cell(&column.field, stored)}
            </td>
        }
    });
    let (href, email, title) = (format!("/contacts/{}", contact.id), contact.email.clone(), contact.email.clone());
    let updated = contact.updated_at.to_rfc3339();
    view! {
        <td>
            <a class="id" href=href title=title tabindex="-1">
                {email}
            </a>
        </td>
        {values.collect_view()}
        <td class="t3 hide-m" title=format::full_time(&updated)>
            {format::ago_now(&updated)}
        </td>
    }
}

/// A row that is not here yet.
pub fn ghosts(columns: &[Column]) -> impl IntoView + use<> {
    let ghost = |hides: bool| {
        view! {
            <td class:hide-m=hides>
                <span class="sk"></span>
            </td>
        }
    };
    let values = columns.iter().map(|column| ghost(column.hides)).collect_view();
    view! {
        {ghost(false)}
        {values}
        {ghost(true)}
    }
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
        let custom = |window| columns(&fields(9), window).iter().filter(|column| !column.field.system).count();
        assert_eq!([1024, 1440, 1920].map(custom), [1, 1, 4]);
        assert_eq!(columns(&fields(0), 1440).len(), SYSTEM.len());
    }
}

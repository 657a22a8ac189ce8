//! Stored values of contacts as they are shown.

use crate::components::icon::{Ico, Icon};
use crate::format;
use leptos::prelude::*;
use muster_shared::{Field, FieldType, value};
use serde_json::Value as Json;

/// The drawing that stands for a type.
pub fn type_icon(kind: FieldType) -> Icon {
    match kind {
        FieldType::Text => Icon::Text,
        FieldType::Email => Icon::Mail,
        FieldType::Phone => Icon::Phone,
        FieldType::Date => Icon::Calendar,
        FieldType::Integer => Icon::Hash,
        FieldType::Decimal => Icon::Decimal,
        FieldType::Boolean => Icon::Toggle,
        FieldType::Radio => Icon::Choice,
        FieldType::Checkbox => Icon::Checks,
    }
}

/// A stored value in words: options by their labels, dates as `14 Mar 1988`, whole numbers in groups. Empty for none.
pub fn shown(field: &Field, stored: &Json) -> String {
    match (field.kind, stored) {
        (FieldType::Date, Json::String(iso)) => format::plain_date(iso),
        (FieldType::Integer, Json::Number(n)) => match n.as_i64() {
            Some(n) if n < 0 => format!("−{}", format::count(n.unsigned_abs())),
            Some(n) => format::count(n.unsigned_abs()),
            None => n.to_string(),
        },
        _ => value::display(field, stored),
    }
}

/// A value before or after a change, also of a field that is gone. `None` for none.
pub fn changed(field: Option<&Field>, stored: &Json) -> Option<String> {
    match (stored, field) {
        (Json::Null, _) => None,
        (stored, Some(field)) => Some(shown(field, stored)),
        (Json::String(text), None) => Some(text.clone()),
        (other, None) => Some(other.to_string()),
    }
}

/// A stored value as it would be typed to get it: what an input starts with. Empty for none.
pub fn typed(field: &Field, stored: &Json) -> String {
    match (field.kind, stored) {
        (FieldType::Radio, Json::String(id)) => id.clone(),
        _ => value::display(field, stored),
    }
}

/// A value in a table's cell.
pub fn cell(field: &Field, stored: Option<&Json>) -> AnyView {
    let Some(stored) = stored else { return ().into_any() };
    let text = shown(field, stored);
    match (field.kind, stored) {
        (FieldType::Boolean, Json::Bool(true)) => yes(text).into_any(),
        (FieldType::Boolean, Json::Bool(false)) => view! { <span class="t3">{text}</span> }.into_any(),
        (FieldType::Radio, Json::String(id)) if field.key.as_str() == "newsletter" => match id.as_str() {
            "subscribed" => yes(text).into_any(),
            _ => view! { <span class="t3">{text}</span> }.into_any(),
        },
        (FieldType::Radio, _) => view! { <span class="tag">{text}</span> }.into_any(),
        _ => text.into_any(),
    }
}

fn yes(text: String) -> impl IntoView {
    view! {
        <span class="row g4">
            <Ico of=Icon::Check class="s14 ok" />
            {text}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::field::system_fields;
    use serde_json::json;

    fn field(key: &str) -> Field {
        system_fields()
            .into_iter()
            .find(|field| field.key.as_str() == key)
            .expect("a system field")
    }

    #[test]
    fn values_are_shown_in_words_and_typed_as_stored() {
        for (key, stored, in_words, as_typed) in [
            ("date_of_birth", json!("1988-03-14"), "14 Mar 1988", "1988-03-14"),
            ("points", json!(1_250), "1,250", "1250"),
            ("points", json!(-40), "−40", "-40"),
            ("newsletter", json!("unsubscribed"), "Unsubscribed", "unsubscribed"),
            ("city", json!("Kraków"), "Kraków", "Kraków"),
            ("city", Json::Null, "", ""),
        ] {
            assert_eq!(shown(&field(key), &stored), in_words, "{key}");
            assert_eq!(typed(&field(key), &stored), as_typed, "{key}");
        }
    }

    #[test]
    fn a_change_is_told_also_of_a_field_that_is_gone() {
        assert_eq!(changed(Some(&field("points")), &json!(1_250)).as_deref(), Some("1,250"));
        assert_eq!(changed(Some(&field("points")), &Json::Null), None);
        assert_eq!(changed(None, &json!("Kraków")).as_deref(), Some("Kraków"));
        assert_eq!(changed(None, &json!(1_250)).as_deref(), Some("1250"));
    }
}

//! What happened to the contact, newest first: by which import and line, or by whom.

use super::Screen;
use crate::format::{LocalTime, count};
use crate::pages::imports::status::local;
use crate::pages::value::changed;
use leptos::prelude::*;
use muster_shared::Field;
use muster_shared::api::{FieldChange, HistoryEntry, HistoryKind};

#[component]
pub(super) fn History(screen: Screen) -> impl IntoView {
    let entries = Memo::new(move |_| {
        screen
            .contact
            .value
            .with(|contact| contact.as_ref().map(|one| one.history.clone()).unwrap_or_default())
    });
    view! {
        <h2 class="ct-h next">"History"</h2>
        {move || match entries.with(Vec::is_empty) {
            true => view! { <p class="sm t3">"No changes yet."</p> }.into_any(),
            false => {
                let fields = screen.fields.get();
                let entries = entries.get().into_iter().map(|entry| view! { <Entry entry fields=fields.clone() /> });
                view! { <ol class="tl">{entries.collect_view()}</ol> }.into_any()
            }
        }}
    }
}

/// What was done, in a sentence.
fn title(entry: &HistoryEntry, fields: &[Field]) -> String {
    let changed = entry.changes.len() as u64;
    let what = match entry.changes.as_slice() {
        [one] => name_of(one, fields),
        _ => format!("{} fields", count(changed)),
    };
    let all_were_empty = entry.changes.iter().all(|change| change.before.is_null());
    match (entry.what, &entry.import, &entry.by) {
        (HistoryKind::Created, Some(_), _) => "Created by import".to_owned(),
        (HistoryKind::Created, None, Some(by)) => format!("Created by {by}"),
        (HistoryKind::Created, None, None) => "Created".to_owned(),
        (HistoryKind::Changed, Some(_), _) if all_were_empty && changed == 1 => format!("Import filled {what}"),
        (HistoryKind::Changed, Some(_), _) if all_were_empty => {
            format!("Import filled {} empty fields", count(changed))
        }
        (HistoryKind::Changed, Some(_), _) => format!("Import changed {what}"),
        (HistoryKind::Changed, None, Some(by)) => format!("{by} changed {what}"),
        (HistoryKind::Changed, None, None) => format!("Changed: {what}"),
        (HistoryKind::Joined, ..) => {
            let segment = entry.segment.as_ref().map(|segment| segment.name.as_str());
            format!("Added to {}", segment.unwrap_or("a segment"))
        }
        (HistoryKind::Undone, Some(import), _) => {
            format!("Undo of import {} put back {what}", count_signed(import.number))
        }
        (HistoryKind::Undone, None, _) => format!("Undo of an import put back {what}"),
    }
}

/// Numbers of imports, which start at 1.
fn count_signed(number: i64) -> String {
    count(number.unsigned_abs())
}

/// The field's name; its key where it was deleted since.
fn name_of(change: &FieldChange, fields: &[Field]) -> String {
    let field = fields.iter().find(|field| field.key == change.field);
    field.map_or_else(|| change.field.to_string(), |field| field.name.clone())
}

#[component]
fn Entry(entry: HistoryEntry, fields: Vec<Field>) -> impl IntoView {
    let source = entry.import.as_ref().map(|import| {
        let line = entry
            .line
            .map(|line| format!(", line {}", count(line)))
            .unwrap_or_default();
        view! {
            " · "
            <a href=format!("/imports/{}", import.id)>{format!("{}{line}", import.file_name)}</a>
        }
    });
    // Where the title doesn't say it.
    let by = (entry.what == HistoryKind::Undone)
        .then(|| entry.by.as_ref().map(|by| format!(" · by {by}")))
        .flatten();
    let changes = entry
        .changes
        .iter()
        .map(|change| difference(change, &fields))
        .collect_view();
    view! {
        <li>
            <p class="sm">
                <b class="m">{title(&entry, &fields)}</b>
            </p>
            <p class="xs t3">{local(entry.at).map(LocalTime::full)} {by} {source}</p>
            {(!entry.changes.is_empty()).then(|| view! { <dl class="diff">{changes}</dl> })}
        </li>
    }
}

fn difference(change: &FieldChange, fields: &[Field]) -> impl IntoView + use<> {
    let field = fields.iter().find(|field| field.key == change.field);
    let empty = || view! { <span class="t3">"empty"</span> }.into_any();
    let before = changed(field, &change.before).map_or_else(empty, |text| view! { <del>{text}</del> }.into_any());
    let after = changed(field, &change.after).map_or_else(empty, |text| view! { <ins>{text}</ins> }.into_any());
    view! {
        <dt>{name_of(change, fields)}</dt>
        <dd>{before} " → " {after}</dd>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use muster_shared::{
        FieldKey,
        api::{ImportName, SegmentRef},
        field::system_fields,
    };
    use serde_json::{Value as Json, json};

    fn entry(what: HistoryKind, import: bool, by: Option<&str>, changes: &[(&str, Json)]) -> HistoryEntry {
        let name = ImportName {
            id: Default::default(),
            number: 1,
            file_name: "leads.csv".into(),
        };
        let change = |(key, before): &(&str, Json)| FieldChange {
            field: FieldKey::from_name(key),
            before: before.clone(),
            after: json!("x"),
        };
        HistoryEntry {
            at: DateTime::UNIX_EPOCH,
            what,
            import: import.then_some(name),
            line: None,
            by: by.map(str::to_owned),
            changes: changes.iter().map(change).collect(),
            segment: None,
        }
    }

    #[test]
    fn each_entry_says_who_did_what() {
        let fields = system_fields();
        let (was, empty) = (json!("Porto"), Json::Null);
        for (entry, expected) in [
            (entry(HistoryKind::Created, true, None, &[]), "Created by import"),
            (
                entry(HistoryKind::Changed, true, None, &[("city", empty.clone())]),
                "Import filled City",
            ),
            (
                entry(
                    HistoryKind::Changed,
                    true,
                    None,
                    &[("city", empty.clone()), ("points", empty)],
                ),
                "Import filled 2 empty fields",
            ),
            (
                entry(HistoryKind::Changed, true, None, &[("city", was.clone())]),
                "Import changed City",
            ),
            (
                entry(HistoryKind::Changed, false, Some("Ana"), &[("city", was.clone())]),
                "Ana changed City",
            ),
            (
                entry(HistoryKind::Undone, true, Some("Ana"), &[("city", was.clone())]),
                "Undo of import 1 put back City",
            ),
            (
                HistoryEntry {
                    segment: Some(SegmentRef {
                        id: 1,
                        name: "Spring".to_owned(),
                    }),
                    ..entry(HistoryKind::Joined, true, None, &[])
                },
                "Added to Spring",
            ),
            (
                entry(HistoryKind::Changed, false, Some("Ana"), &[("gone", was)]),
                "Ana changed gone",
            ),
        ] {
            assert_eq!(title(&entry, &fields), expected);
        }
    }
}

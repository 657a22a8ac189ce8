//! Which file of an archive, or which sheet of a workbook, is read.

use leptos::prelude::*;
use muster_worker::protocol::{Container, Part};

use crate::components::dom::unique_id;
use crate::format::size;
use crate::import::use_import;

/// `contacts.csv, 12.1 MB`; of a sheet its name.
fn words(part: &Part) -> String {
    match part.bytes {
        Some(bytes) => format!("{}, {}", part.name, size(bytes)),
        None => part.name.clone(),
    }
}

fn label(container: Option<Container>) -> &'static str {
    match container {
        Some(Container::Workbook) => "Sheet",
        _ => "File in the archive",
    }
}

#[component]
pub(super) fn PartChoice() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let parts = Memo::new(move |_| {
        state.preview.with(|preview| {
            let preview = preview.as_ref()?;
            (preview.parts.len() > 1).then(|| (preview.container, preview.parts.clone()))
        })
    });
    let chosen = Memo::new(move |_| state.part());
    let id = StoredValue::new(unique_id("part"));
    let option = move |part: Part| {
        let name = part.name.clone();
        view! {
            <option value=part.name.clone() prop:selected=move || chosen.with(|chosen| chosen.as_ref() == Some(&name))>
                {words(&part)}
            </option>
        }
    };
    move || {
        parts.get().map(|(container, parts)| {
            view! {
                <div class="f part">
                    <label class="xs t2" for=id.get_value()>
                        {label(container)}
                    </label>
                    <select
                        class="sel s"
                        id=id.get_value()
                        on:change=move |event| importer.change_part(event_target_value(&event))
                    >
                        {parts.into_iter().map(option).collect_view()}
                    </select>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_its_size_and_a_sheet_alone() {
        let part = |bytes| Part {
            name: "contacts".to_owned(),
            bytes,
        };
        assert_eq!(words(&part(Some(12_100_000))), "contacts, 12.1 MB");
        assert_eq!(words(&part(None)), "contacts");
        assert_eq!(label(Some(Container::Workbook)), "Sheet");
        assert_eq!(label(Some(Container::Zip)), "File in the archive");
    }
}

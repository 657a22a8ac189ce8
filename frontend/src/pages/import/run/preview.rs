//! What an import would do to the contacts, and the decision.

use leptos::prelude::*;
use muster_shared::Field;
use muster_shared::api::{FieldPreview, Import, Preview, PreviewSample};
use muster_shared::limits::EXPIRY_DAYS;
use muster_shared::merge::Existing;

use super::stop::{StopImport, Words};
use super::{RunPage, outcomes};
use crate::api;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::result::{Counters, ResultBar};
use crate::components::toast::use_toasts;
use crate::format::{LocalTime, count, counted};
use crate::import::outcome::{captions, into_segments};
use crate::pages::value::{changed, type_icon};
use crate::session::{WhenLoaded, use_loaded, use_session};

#[component]
pub fn PreviewPart(page: RunPage) -> impl IntoView {
    let preview = page.preview;
    let import = Memo::new(move |_| page.import());
    let about = move || {
        let made_at = preview
            .value
            .with(|preview| preview.as_ref().and_then(Option::as_ref).map(|preview| preview.made_at));
        // Milliseconds since 1970 are far below 2^53.
        let at = made_at.and_then(|at| LocalTime::from_milliseconds(at.timestamp_millis() as f64));
        import.get().map(|import| about(&import, at))
    };
    view! {
        <div class="hero">
            <span class="badge acc">
                <Ico of=Icon::Eye class="s20 acc" />
            </span>
            <div>
                <h1>"This is what will happen"</h1>
                <p class="t2 sm">{about}</p>
            </div>
        </div>
        <Note tone=NoteTone::Info role="status">
            <b>"Nothing is written yet."</b>
            " "
            {format!(
                "The preview waits here and under Imports for {EXPIRY_DAYS} days. Contacts that change meanwhile change the numbers.",
            )}
        </Note>
        <WhenLoaded of=preview loading="Loading the preview" failed="The preview didn't load.">
            {move || {
                let preview = preview.value.get().flatten()?;
                let existing = import.with(|import| import.as_ref().map(|import| import.options.existing))?;
                Some(view! { <Numbers preview=preview.clone() existing /> <Changes preview existing /> })
            }}
        </WhenLoaded>
    }
}

/// `spring-fair.csv into VIP · 1,000,000 rows · compared with your contacts 14 Apr 2026, 10:42`.
fn about(import: &Import, at: Option<LocalTime>) -> String {
    let at = at.map(|at| format!(" {}", at.full())).unwrap_or_default();
    format!(
        "{} · {} · compared with your contacts{at}",
        into_segments(import),
        counted(import.records, "row", "rows")
    )
}

#[component]
fn Numbers(preview: Preview, existing: Existing) -> impl IntoView {
    let results = outcomes(preview.counts);
    let notes = captions(existing, preview.counts, preview.skipped_repeated);
    view! {
        <section class="card pad" aria-label="What the rows will do">
            <ResultBar outcomes=results />
            <div class="mt16">
                <Counters outcomes=results notes inside=true />
            </div>
        </section>
    }
}

/// For each field, contacts in which it changes, with the first of them.
#[component]
fn Changes(preview: Preview, existing: Existing) -> impl IntoView {
    let fields = use_loaded(api::fields::list_fields);
    let known = Memo::new(move |_| {
        fields.value.with(|views| {
            let views = views.iter().flatten();
            views.map(|view| view.field.clone()).collect::<Vec<Field>>()
        })
    });
    let nothing = preview.fields.is_empty().then(|| {
        view! { <p class="t2 sm pad-note">{nothing_changes(existing)}</p> }
    });
    let some = (!preview.fields.is_empty()).then(|| {
        view! {
            <table class="fx" aria-label="Changes in existing contacts, by field">
                <thead>
                    <tr>
                        <th class="num line" scope="col">"Line"</th>
                        <th scope="col">"Contact"</th>
                        <th scope="col">"Now"</th>
                        <th scope="col">"After"</th>
                    </tr>
                </thead>
                {move || {
                    let known = known.get();
                    preview.fields.iter().map(|field| field_rows(field, &known)).collect_view()
                }}
            </table>
        }
    });
    view! {
        <section class="card clip">
            <header class="bare">
                <h2>"What changes in contacts you have"</h2>
            </header>
            {nothing}
            {some}
        </section>
    }
}

/// Why no field of any contact changes.
fn nothing_changes(existing: Existing) -> &'static str {
    match existing {
        Existing::Leave => "Nothing: contacts that exist are left as they are, as chosen.",
        Existing::Override => "Nothing: contacts that exist have these values already.",
        Existing::FillEmpty => "Nothing: contacts that exist have no empty field that the file would fill.",
    }
}

fn field_rows(found: &FieldPreview, known: &[Field]) -> impl IntoView + use<> {
    let field = known.iter().find(|field| field.key == found.field).cloned();
    let name = field
        .as_ref()
        .map_or_else(|| found.field.to_string(), |field| field.name.clone());
    let icon = field.as_ref().map_or(Icon::Text, |field| type_icon(field.kind));
    let rows = found
        .samples
        .iter()
        .map(|sample| sample_row(sample, field.as_ref()))
        .collect_view();
    view! {
        <tbody>
            <tr class="of-field">
                <th colspan="4" scope="rowgroup">
                    <span class="row g6">
                        <Ico of=icon class="s14" />
                        <b>{name}</b>
                        <span class="t2">{in_contacts(found)}</span>
                    </span>
                </th>
            </tr>
            {rows}
        </tbody>
    }
}

/// `changes in 12,004 contacts; the first 5`.
fn in_contacts(found: &FieldPreview) -> String {
    let all = format!("changes in {}", counted(found.contacts, "contact", "contacts"));
    match found.samples.len() as u64 {
        n if n < found.contacts => format!("{all}; the first {n}"),
        _ => all,
    }
}

fn sample_row(sample: &PreviewSample, field: Option<&Field>) -> impl IntoView + use<> {
    let empty = || view! { <span class="t3">"empty"</span> }.into_any();
    let (before, after) = (changed(field, &sample.before), changed(field, &sample.after));
    let (full_before, full_after) = (before.clone(), after.clone());
    let before = before.map_or_else(empty, |text| view! { <del class="t2">{text}</del> }.into_any());
    let after = after.map_or_else(empty, |text| view! { <ins class="m">{text}</ins> }.into_any());
    view! {
        <tr>
            <td class="num mono xs t2">{count(sample.line)}</td>
            <td title=sample.email.clone()>{sample.email.clone()}</td>
            <td title=full_before>{before}</td>
            <td title=full_after>{after}</td>
        </tr>
    }
}

#[component]
pub fn PreviewFoot(page: RunPage) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let preview = page.preview;
    let taken = Memo::new(move |_| {
        preview.value.with(|preview| {
            preview
                .as_ref()
                .and_then(Option::as_ref)
                .map(|preview| preview.counts.taken())
        })
    });
    let words = move || match taken.get() {
        Some(n) if n > 0 => format!("Import {}", counted(n, "contact", "contacts")),
        _ => "Import".to_owned(),
    };
    let apply = move |_| {
        page.watched.ask(toasts, api::imports::apply_import(page.watched.id));
    };
    view! {
        <Show when=move || session.can_import()>
            <StopImport page words=Words::DISCARD />
        </Show>
        <span class="sp hide-s"></span>
        <a class="btn l hide-s" href="/imports">
            "Decide later"
        </a>
        <Show when=move || session.can_import()>
            <button class="btn pri l" type="button" disabled=move || taken.get().is_none() on:click=apply>
                {words}
                <Ico of=Icon::Right />
            </button>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::FieldKey;
    use serde_json::Value as Json;

    #[test]
    fn a_field_says_in_how_many_contacts_it_changes() {
        let sample = PreviewSample {
            email: "a@x.example".to_owned(),
            line: 2,
            before: Json::Null,
            after: Json::Null,
        };
        let found = |contacts, samples| FieldPreview {
            field: FieldKey::email(),
            contacts,
            samples: vec![sample.clone(); samples],
        };
        assert_eq!(in_contacts(&found(1, 1)), "changes in 1 contact");
        assert_eq!(in_contacts(&found(5, 5)), "changes in 5 contacts");
        assert_eq!(
            in_contacts(&found(12_004, 5)),
            "changes in 12,004 contacts; the first 5"
        );
    }
}

//! What happens to the field of contacts that exist, where that differs from the import's choice; and the consent to subscribe people
//! who unsubscribed.

use leptos::prelude::*;
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::{FieldKey, UpdatePolicy};

use super::Form;
use crate::components::check::CheckRow;
use crate::components::field::SelectField;
use crate::import::consent::{CONSENT, is_newsletter};

#[component]
pub(super) fn OfExisting(form: Form) -> impl IntoView {
    let key = form.field.with_value(|field| field.key.clone());
    // The key of the contact is never written to one that exists.
    if key == FieldKey::email() {
        return ().into_any();
    }
    let import = move || form.board.state.options.with(|options| options.existing);
    let options = move || {
        let as_import = match import() {
            Existing::Leave => "Leave them as they are, as the import says",
            Existing::Override => "Override, as the import says",
            Existing::FillEmpty => "Only if empty, as the import says",
        };
        vec![
            (String::new(), as_import.to_owned()),
            ("override".to_owned(), "Override the field".to_owned()),
            ("fill_empty".to_owned(), "Only if the field is empty".to_owned()),
        ]
    };
    let value = move || match form.update.get() {
        None => String::new(),
        Some(UpdatePolicy::Override) => "override".to_owned(),
        Some(UpdatePolicy::FillEmpty) => "fill_empty".to_owned(),
    };
    let pick = move |picked: String| {
        form.update.set(match picked.as_str() {
            "override" => Some(UpdatePolicy::Override),
            "fill_empty" => Some(UpdatePolicy::FillEmpty),
            _ => None,
        });
    };
    let hint = move || match import() {
        Existing::Leave => "Turn on “Override existing” in step 1 to choose.".to_owned(),
        Existing::Override | Existing::FillEmpty => String::new(),
    };
    view! {
        <SelectField
            label="When the contact exists"
            options=Signal::derive(options)
            value=Signal::derive(value)
            on_pick=pick
            hint=Signal::derive(hint)
            disabled=Signal::derive(move || import() == Existing::Leave)
        />
        {is_newsletter(&key).then(|| view! { <Consent form /> })}
    }
    .into_any()
}

/// Off unless somebody says it in so many words.
#[component]
fn Consent(form: Form) -> impl IntoView {
    let change = move |on: bool| {
        form.resubscribe.set(match on {
            true => Resubscribe::WithConsent,
            false => Resubscribe::Never,
        });
    };
    view! {
        <Show when=move || form.existing() == Existing::Override>
            <CheckRow
                label=CONSENT
                checked=Signal::derive(move || form.resubscribe.get() == Resubscribe::WithConsent)
                on_change=change
                hint="Off: who unsubscribed stays so, whatever the file says."
            />
        </Show>
    }
}

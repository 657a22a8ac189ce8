//! Where the phones of a column are from.

use leptos::prelude::*;
use muster_worker::protocol::Evidence;

use super::{Examples, Form};
use crate::components::field::SelectField;
use crate::format::counted;
use crate::pages::countries::country_choices;

#[component]
pub(super) fn Phones(form: Form) -> impl IntoView {
    let own = form.field.with_value(|field| field.default_country.clone());
    let choices = country_choices();
    let of_field = own
        .as_ref()
        .and_then(|own| choices.iter().find(|(code, _)| code == own))
        .map(|(_, words)| words.clone());
    let unset = of_field.map_or_else(
        || "No country: digits are kept".to_owned(),
        |words| format!("{words}, as the field says"),
    );
    let options: Vec<(String, String)> = std::iter::once((String::new(), unset)).chain(choices).collect();
    let hint = move || {
        const RULE: &str = "They are checked against that country's numbers and stored with its code.";
        form.evidence.with(|evidence| match evidence {
            Some(Evidence::Phone(phones)) if phones.without_code > 0 => {
                let without = counted(phones.without_code, "phone has", "phones have");
                format!("{RULE} {without} no code in this column.")
            }
            _ => RULE.to_owned(),
        })
    };
    view! {
        <SelectField
            label="Phones without a code are from"
            options=Signal::stored(options)
            value=Signal::derive(move || form.reading.with(|reading| reading.country.clone().unwrap_or_default()))
            on_pick=move |country: String| {
                form.change(|reading| reading.country = Some(country).filter(|country| !country.is_empty()));
            }
            hint=Signal::derive(hint)
        />
        <Examples form />
    }
}

//! How numbers are written in a column.

use leptos::prelude::*;
use muster_shared::FieldType;
use muster_shared::mapping::Marks;

use super::by_type::Proven;
use super::{Examples, Form};
use crate::components::check::{CheckRow, RadioRow};
use crate::components::dom::unique_id;

#[component]
pub(super) fn Numbers(form: Form) -> impl IntoView {
    let name = unique_id("marks");
    let whole = form.field.with_value(|field| field.kind == FieldType::Integer);
    let (title, choices) = if whole {
        (
            "Thousands are",
            [
                (Marks::Plain, "together", "1240"),
                (Marks::Comma, "grouped by points or spaces", "1.240"),
                (Marks::Point, "grouped by commas or spaces", "1,240"),
            ],
        )
    } else {
        (
            "Decimals are written with",
            [
                (Marks::Plain, "a point", "1240.50"),
                (Marks::Point, "a point, thousands grouped", "1,240.50"),
                (Marks::Comma, "a comma", "1.240,50"),
            ],
        )
    };
    let choice = move |(marks, words, example): (Marks, &'static str, &'static str)| {
        view! {
            <RadioRow
                name=name.clone()
                label=words
                hint=example
                checked=Signal::derive(move || form.reading.with(|reading| reading.marks == marks))
                on_pick=move || form.change(|reading| reading.marks = marks)
            />
        }
    };
    view! {
        <fieldset>
            <legend class="lab">{title}</legend>
            <div class="col g6 mt4">{choices.map(choice).collect_view()}</div>
        </fieldset>
        <CheckRow
            label="Leave out currency and per cent signs"
            checked=Signal::derive(move || form.reading.with(|reading| reading.drop_signs))
            on_change=move |on: bool| form.change(|reading| reading.drop_signs = on)
            hint="€ 5 is taken as 5, and 12 % as 12."
        />
        <Proven form />
        <Examples form />
    }
}

//! How dates are written in a column.

use leptos::prelude::*;
use muster_shared::mapping::{DateOrder, DayNumbers};
use muster_worker::protocol::Evidence;

use super::by_type::Proven;
use super::{Examples, Form};
use crate::components::check::RadioRow;
use crate::components::dom::unique_id;
use crate::components::field::SelectField;
use crate::format::LocalTime;
use crate::pages::import::map::evidence::short_years;

/// Where spreadsheets end the years that two digits mean.
const SPREADSHEETS_LAST: u16 = 2029;

#[component]
pub(super) fn Dates(form: Form) -> impl IntoView {
    let name = unique_id("date-order");
    let choice = move |order: DateOrder, words: &'static str, example: &'static str| {
        view! {
            <RadioRow
                name=name.clone()
                label=words
                hint=example
                checked=Signal::derive(move || form.reading.with(|reading| reading.date_order == order))
                on_pick=move || pick(form, order)
            />
        }
    };
    view! {
        <fieldset>
            <legend class="lab">"Dates in this column look like"</legend>
            <div class="col g6 mt4">
                {choice(DateOrder::YearMonthDay, "Year-month-day", "1988-03-14")}
                {choice(
                    DateOrder::YearFirst,
                    "Year first, or month by name",
                    "1988/3/14, 19880314, 14 March 1988",
                )}
                {choice(
                    DateOrder::DayMonthYear,
                    "Year-month-day, and day/month/year where it isn't",
                    "14/03/1988",
                )}
                {choice(
                    DateOrder::MonthDayYear,
                    "Year-month-day, and month/day/year where it isn't",
                    "03/14/1988",
                )}
            </div>
        </fieldset>
        <ShortYears form />
        <Numbers form />
        <Proven form />
        <Examples form />
    }
}

/// With an order, years of two digits get the likely century, where there are such years: it is shown, and can be changed.
fn pick(form: Form, order: DateOrder) {
    let short = has_short_years(form);
    form.change(|reading| {
        reading.date_order = order;
        if short && order != DateOrder::YearMonthDay {
            reading.last_short_year = reading.last_short_year.or(Some(LocalTime::this_year()));
        }
    });
}

fn has_short_years(form: Form) -> bool {
    form.evidence
        .with_untracked(|evidence| matches!(evidence, Some(Evidence::Date(dates)) if dates.short.all() > 0))
}

/// Which years two digits are.
#[component]
fn ShortYears(form: Form) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let found = form
            .evidence
            .with(|evidence| matches!(evidence, Some(Evidence::Date(dates)) if dates.short.all() > 0));
        form.reading.with(|reading| {
            reading.date_order != DateOrder::YearMonthDay && (found || reading.last_short_year.is_some())
        })
    });
    let chosen = move || form.reading.with(|reading| reading.last_short_year);
    let options = move || {
        let this_year = LocalTime::this_year();
        let mut lasts = vec![this_year, SPREADSHEETS_LAST, this_year + 20, this_year + 50, 1999];
        lasts.extend(chosen());
        lasts.sort_unstable();
        lasts.dedup();
        let words = |last: u16| {
            let what = if last == this_year {
                ", none in the future"
            } else if last == SPREADSHEETS_LAST {
                ", as spreadsheets do"
            } else {
                ""
            };
            (last.to_string(), format!("Are {}{what}", short_years(last)))
        };
        std::iter::once((String::new(), "Are problems".to_owned()))
            .chain(lasts.into_iter().map(words))
            .collect::<Vec<_>>()
    };
    move || {
        shown.get().then(|| {
            view! {
                <SelectField
                    label="Years of two digits"
                    options=Signal::derive(options)
                    value=Signal::derive(move || chosen().map_or_else(String::new, |last| last.to_string()))
                    on_pick=move |last: String| form.change(|reading| reading.last_short_year = last.parse().ok())
                />
            }
        })
    }
}

/// What a number of five digits is.
#[component]
fn Numbers(form: Form) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let found = form
            .evidence
            .with(|evidence| matches!(evidence, Some(Evidence::Date(dates)) if dates.day_numbers > 0));
        found || form.reading.with(|reading| reading.day_numbers.is_some())
    });
    let options = [
        ("", "Are problems"),
        ("1900", "Are days since 1900, as spreadsheets count"),
        ("1904", "Are days since 1904, as old Excel for Mac counts"),
    ]
    .map(|(value, words)| (value.to_owned(), words.to_owned()))
    .to_vec();
    let value = move || {
        form.reading.with(|reading| match reading.day_numbers {
            None => "",
            Some(DayNumbers::From1900) => "1900",
            Some(DayNumbers::From1904) => "1904",
        })
    };
    let pick = move |picked: String| {
        form.change(|reading| {
            reading.day_numbers = match picked.as_str() {
                "1900" => Some(DayNumbers::From1900),
                "1904" => Some(DayNumbers::From1904),
                _ => None,
            };
        });
    };
    move || {
        shown.get().then(|| {
            view! {
                <SelectField
                    label="Numbers like 32216"
                    options=Signal::stored(options.clone())
                    value=Signal::derive(move || value().to_owned())
                    on_pick=pick
                />
            }
        })
    }
}

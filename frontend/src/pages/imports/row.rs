//! One import in the list.

use super::outcomes;
use super::status::{StatusPill, local, took};
use crate::components::{result::ResultBar, shell::initials};
use crate::format::{LocalTime, ago_now, count};
use leptos::prelude::*;
use muster_shared::api::{Counts, Import};

#[component]
pub(super) fn Row(import: Import) -> impl IntoView {
    // One that is under way has its own page, where it can be paused or resumed.
    let href = match import.state.is_over() {
        true => format!("/imports/{}", import.id),
        false => format!("/import/{}", import.id),
    };
    let outcomes = outcomes(&import);
    view! {
        <tr>
            <td>
                <a class="id" href=href title=import.file.name.clone()>
                    {import.file.name.clone()}
                </a>
                <br />
                <span class="xs t3" title=local(import.created_at).map(LocalTime::full)>
                    {ago_now(&import.created_at.to_rfc3339())}
                </span>
            </td>
            <td class="hide-m">
                <span class="row g6">
                    <span class="av" aria-hidden="true">{initials(&import.by)}</span>
                    <span class="el">{import.by.clone()}</span>
                </span>
            </td>
            <td class="num hide-s">{count(import.records)}</td>
            <td>
                <ResultBar outcomes thin=true />
                <Numbers counts=import.counts />
            </td>
            <td class="t2 hide-m num">{took(&import)}</td>
            <td>
                <StatusPill import=&import />
            </td>
        </tr>
    }
}

/// The numbers that matter most, under the bar; what was left alone only where that is the greater part.
#[component]
fn Numbers(counts: Counts) -> impl IntoView {
    let quiet = [(counts.unchanged, "unchanged"), (counts.skipped, "skipped")]
        .into_iter()
        .filter(|(n, _)| *n > counts.created + counts.updated)
        .map(|(n, word)| format!(" · {} {word}", count(n)))
        .collect::<String>();
    view! {
        <span class="xs t2 under hide-s">
            {format!("{} created · {} updated{quiet}", count(counts.created), count(counts.updated))}
            {(counts.rejected > 0)
                .then(|| {
                    view! {
                        " · "
                        <span class="bad">{format!("{} rejected", count(counts.rejected))}</span>
                    }
                })}
        </span>
    }
}

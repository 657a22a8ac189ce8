//! Values that an undo left as they were, since somebody changed them after the import.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::Field;
use muster_shared::api::{Import, KeptPage, KeptQuery, KeptValue};
use serde_json::Value as Json;

use crate::api::{self, ApiFailure};
use crate::components::state::Failed;
use crate::format::{count, counted};
use crate::pages::value::shown;
use crate::session::{use_loaded, use_session};

/// Rows of one answer.
const PAGE: u32 = 50;

/// Page by page; nothing where nothing stayed, or the undo isn't done.
#[component]
pub fn KeptCard(import: Import) -> impl IntoView {
    let done = import
        .undo
        .filter(|undo| undo.finished_at.is_some() && undo.kept_values > 0);
    done.map(|undo| view! { <Card id=import.id total=undo.kept_values contacts=undo.counts.kept /> })
}

#[component]
fn Card(id: uuid::Uuid, total: u64, contacts: u64) -> impl IntoView {
    let session = use_session();
    let fields = use_loaded(api::fields::list_fields);
    let values = RwSignal::new(Vec::<KeptValue>::new());
    let next = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<ApiFailure>);
    let load = move || {
        let query = KeptQuery {
            after: next.get_untracked(),
            limit: Some(PAGE),
        };
        spawn_local(async move {
            let answer = api::imports::list_kept(id, &query).await;
            // The page is gone, or the same rows were asked for twice.
            if next.try_get_untracked() != Some(query.after) {
                return;
            }
            match answer {
                Ok(KeptPage {
                    values: more,
                    next: after,
                    ..
                }) => {
                    failure.set(None);
                    next.set(after);
                    values.update(|values| values.extend(more));
                }
                Err(why) => failure.set(Some(session.notice(why))),
            }
        });
    };
    load();
    let rows = move || {
        let fields = fields.value.with(|views| {
            let views = views.iter().flatten();
            views.map(|view| view.field.clone()).collect::<Vec<_>>()
        });
        values.with(|values| values.iter().map(|value| row(value, &fields)).collect_view())
    };
    let title = format!("{} kept newer values", counted(contacts, "contact", "contacts"));
    view! {
        <section class="card clip">
            <header class="bare">
                <h2>{title}</h2>
            </header>
            {move || {
                failure
                    .get()
                    .map(|why| {
                        view! {
                            <div class="pad-note">
                                <Failed title="The values didn't load." why=why.to_string() on_retry=move |()| load() />
                            </div>
                        }
                    })
            }}
            <table class="fx" aria-label="Values that were kept">
                <thead>
                    <tr>
                        <th scope="col">"Contact"</th>
                        <th scope="col">"Field"</th>
                        <th scope="col">"Has now"</th>
                        <th class="hide-s" scope="col">"Why it stays"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="pf">
                <span>{move || format!("{} of {}", count(values.with(Vec::len) as u64), count(total))}</span>
                <span class="sp"></span>
                <Show when=move || next.with(Option::is_some)>
                    <button class="btn s" type="button" on:click=move |_| load()>
                        "Show more"
                    </button>
                </Show>
            </div>
        </section>
    }
}

fn row(value: &KeptValue, fields: &[Field]) -> impl IntoView + use<> {
    let field = fields.iter().find(|field| field.key == value.field);
    let name = field.map_or_else(|| value.field.to_string(), |field| field.name.clone());
    let now = match (&value.now, field) {
        (Json::Null, _) => view! { <span class="em">"empty"</span> }.into_any(),
        (now, Some(field)) => shown(field, now).into_any(),
        (now, None) => now.to_string().into_any(),
    };
    let contact = match &value.email {
        Some(email) => {
            let (href, email) = (format!("/contacts/{}", value.contact), email.clone());
            view! { <a href=href title=email.clone()>{email.clone()}</a> }.into_any()
        }
        None => view! { <span class="em">"deleted since"</span> }.into_any(),
    };
    let why = why(value);
    view! {
        <tr>
            <td>{contact}</td>
            <td>{name}</td>
            <td>{now}</td>
            <td class="t2 hide-s" title=why.clone()>{why.clone()}</td>
        </tr>
    }
}

/// Who changed it since.
fn why(value: &KeptValue) -> String {
    let who = match (&value.import, &value.by) {
        (Some(import), _) => format!("changed by {}", import.file_name),
        (None, Some(by)) => format!("changed by {by}"),
        (None, None) => return "Its former value doesn't fit the field any more".to_owned(),
    };
    match value.created {
        true => format!("Created by this import, {who} since"),
        false => format!("{}{} since", who[..1].to_uppercase(), &who[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::FieldKey;
    use muster_shared::api::ImportName;

    #[test]
    fn each_value_says_why_it_stays() {
        let value = |created, import: Option<&str>, by: Option<&str>| KeptValue {
            contact: 1,
            email: None,
            field: FieldKey::email(),
            now: Json::Null,
            created,
            import: import.map(|name| ImportName {
                id: Default::default(),
                number: 2,
                file_name: name.to_owned(),
            }),
            by: by.map(str::to_owned),
        };
        for (value, words) in [
            (value(false, None, Some("Marta")), "Changed by Marta since"),
            (value(false, Some("b.csv"), None), "Changed by b.csv since"),
            (
                value(true, None, Some("Marta")),
                "Created by this import, changed by Marta since",
            ),
            (
                value(false, None, None),
                "Its former value doesn't fit the field any more",
            ),
        ] {
            assert_eq!(why(&value), words);
        }
    }
}

//! The button that undoes an import, and its question: what would go, come back, and stay.

use leptos::prelude::*;
use muster_shared::api::{Import, UndoOutlook};
use uuid::Uuid;

use crate::api::imports::{get_undo, undo_import};
use crate::components::dialog::{Dialog, DialogKind};
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::format::counted;
use crate::session::{Act, use_act, use_session};

/// Shown while the import can be undone, to those who may. `on_begun` gets the import as it is then.
#[component]
pub fn UndoButton(import: Import, #[prop(into)] on_begun: Callback<Import>) -> impl IntoView {
    let session = use_session();
    let id = import.id;
    let possible = import.undo_until.is_some();
    let asks = RwSignal::new(false);
    let outlook = RwSignal::new(None::<UndoOutlook>);
    let look = use_act();
    let ask = move |_| {
        outlook.set(None);
        asks.set(true);
        look.run(get_undo(id), move |found| outlook.set(Some(found)));
    };
    view! {
        <Show when=move || possible && session.can_import()>
            <button class="btn" type="button" on:click=ask>
                <Ico of=Icon::Undo />
                "Undo this import"
            </button>
            <Question id asks outlook look on_begun />
        </Show>
    }
}

#[component]
fn Question(
    id: Uuid,
    asks: RwSignal<bool>,
    outlook: RwSignal<Option<UndoOutlook>>,
    look: Act,
    on_begun: Callback<Import>,
) -> impl IntoView {
    let act = use_act();
    let undo = move |_| {
        act.run(undo_import(id), move |import| {
            asks.set(false);
            on_begun.run(import);
        });
    };
    let counts = move || outlook.with(Option::is_none) && look.failure.with(Option::is_none);
    let failure = move || look.failure.get().or_else(|| act.failure.get());
    view! {
        <Dialog
            open=asks
            title="Undo this import?"
            kind=DialogKind::Danger
            on_close=move |()| asks.set(false)
            foot=move || {
                view! {
                    <button class="btn" type="button" autofocus on:click=move |_| asks.set(false)>
                        "Keep the import"
                    </button>
                    <button
                        class="btn dng"
                        type="button"
                        disabled=counts
                        aria-busy=move || act.busy.get().to_string()
                        on:click=undo
                    >
                        "Undo the import"
                    </button>
                }
            }
        >
            <div class="undo-says" role="status">
                {move || match (outlook.get(), counts()) {
                    (Some(outlook), _) => lines(&outlook).into_iter().map(line).collect_view().into_any(),
                    (None, true) => view! { <p class="t2">"Counting what it did to your contacts…"</p> }.into_any(),
                    (None, false) => ().into_any(),
                }}
            </div>
            <p class="t2">"It runs by itself. The import stays in the list, marked “Undone”."</p>
            {move || failure().map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why.to_string()}</Note> })}
        </Dialog>
    }
}

/// One thing that would happen: its picture with its colour, to how many, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    icon: (Icon, &'static str),
    contacts: String,
    what: String,
}

/// What would happen; things that would happen to nobody are left out.
fn lines(outlook: &UndoOutlook) -> Vec<Line> {
    let counts = outlook.counts;
    let line = |icon, n: u64, one: &str, many: &str| {
        (n > 0).then(|| Line {
            icon,
            contacts: counted(n, "contact", "contacts"),
            what: if n == 1 { one } else { many }.to_owned(),
        })
    };
    let mut lines = vec![
        line(
            (Icon::Trash, "bad"),
            counts.deleted,
            " it created is deleted.",
            " it created are deleted.",
        ),
        line(
            (Icon::Undo, "acc"),
            counts.restored,
            " it updated gets its old values back.",
            " it updated get their old values back.",
        ),
    ];
    lines.extend(outlook.leaving.iter().map(|segment| {
        let (one, many) = (
            format!(" leaves the segment {}.", segment.name),
            format!(" leave the segment {}.", segment.name),
        );
        line((Icon::Segment, "t2"), segment.contacts, &one, &many)
    }));
    if lines.iter().all(Option::is_none) {
        lines.push(Some(Line {
            icon: (Icon::Info, "t2"),
            contacts: "Nothing".to_owned(),
            what: " of what it did is still as it left it.".to_owned(),
        }));
    }
    lines.push(line(
        (Icon::Edit, "t2"),
        counts.kept,
        " was changed by someone since. Its newer values stay.",
        " were changed by someone since. Their newer values stay.",
    ));
    lines.into_iter().flatten().collect()
}

fn line(line: Line) -> impl IntoView {
    let (icon, class) = line.icon;
    view! {
        <p class="row g8">
            <Ico of=icon class />
            <span>
                <b>{line.contacts}</b>
                {line.what}
            </span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::{Leaving, UndoCounts};

    fn said(deleted: u64, restored: u64, kept: u64, leaving: u64) -> Vec<String> {
        let outlook = UndoOutlook {
            counts: UndoCounts {
                deleted,
                restored,
                kept,
            },
            leaving: vec![Leaving {
                id: 1,
                name: "Spring Fair 2026".to_owned(),
                contacts: leaving,
            }],
        };
        let lines = lines(&outlook);
        lines.into_iter().map(|line| line.contacts + &line.what).collect()
    }

    #[test]
    fn the_question_says_what_goes_comes_back_and_stays() {
        assert_eq!(
            said(871_306, 96_118, 214, 999_141),
            [
                "871,306 contacts it created are deleted.",
                "96,118 contacts it updated get their old values back.",
                "999,141 contacts leave the segment Spring Fair 2026.",
                "214 contacts were changed by someone since. Their newer values stay.",
            ]
        );
        assert_eq!(
            said(1, 1, 1, 1),
            [
                "1 contact it created is deleted.",
                "1 contact it updated gets its old values back.",
                "1 contact leaves the segment Spring Fair 2026.",
                "1 contact was changed by someone since. Its newer values stay.",
            ]
        );
        assert_eq!(
            said(0, 0, 2, 0),
            [
                "Nothing of what it did is still as it left it.",
                "2 contacts were changed by someone since. Their newer values stay.",
            ]
        );
    }
}

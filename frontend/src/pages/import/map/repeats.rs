//! Emails that stand in the file more than once: how many, and which of their rows counts.

use leptos::prelude::*;
use muster_shared::Problem;
use muster_shared::check::Tally;
use muster_shared::repeated::Repeats;

use super::board::Board;
use crate::components::icon::{Ico, Icon};
use crate::components::menu::{Menu, MenuItem, MenuSection};
use crate::components::popover::Place;
use crate::format::counted;

/// Every choice, with what becomes of the other rows.
const CHOICES: [(Repeats, &str, &str); 3] = [
    (Repeats::KeepLast, "Keep the last", "the rows above it are skipped"),
    (Repeats::KeepFirst, "Keep the first", "the rows below it are skipped"),
    (
        Repeats::RejectAll,
        "Reject all of them",
        "no row with the email is imported",
    ),
];

/// Rows that give way to another with their email, or that are rejected for it.
fn repeated(tally: &Tally) -> u64 {
    let rejected = tally
        .reasons
        .iter()
        .filter(|reason| matches!(reason.problem, Problem::EmailRepeated { .. }))
        .map(|reason| reason.rows);
    tally.repeated + rejected.sum::<u64>()
}

/// `310 repeated emails, the last is kept`. A choice that was made stays on screen, so that it can be taken back.
fn words(repeated: u64, repeats: Repeats) -> Option<String> {
    if repeated == 0 && repeats == Repeats::KeepLast {
        return None;
    }
    let what = match repeats {
        Repeats::KeepLast => "the last is kept",
        Repeats::KeepFirst => "the first is kept",
        Repeats::RejectAll => "all of them rejected",
    };
    let emails = match repeated {
        0 => "No repeated email".to_owned(),
        n => counted(n, "repeated email", "repeated emails"),
    };
    Some(format!("{emails}, {what}"))
}

/// How many there are by the last check, as a button that opens the choice. `anchor`: the id of what the menu stands over.
#[component]
pub(super) fn RepeatedEmails(board: Board, open: RwSignal<bool>, anchor: &'static str) -> impl IntoView {
    let options = board.state.options;
    let repeats = Memo::new(move |_| options.with(|options| options.repeats));
    let words = Memo::new(move |_| {
        let repeated = board
            .known
            .with(|known| known.as_ref().map_or(0, |known| repeated(&known.tally)));
        words(repeated, repeats.get())
    });
    let item = move |(choice, label, meaning): (Repeats, &'static str, &'static str)| {
        view! {
            <MenuItem
                hint=meaning
                checked=Signal::derive(move || repeats.get() == choice)
                on_pick=move |()| options.update(|options| options.repeats = choice)
            >
                {label}
            </MenuItem>
        }
    };
    view! {
        <Show when=move || words.with(Option::is_some)>
            <button
                class="chk warn"
                type="button"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || words.get()}
                <Ico of=Icon::Down class="s12" />
            </button>
        </Show>
        <Menu open label="Repeated emails" place=Place::AboveStart anchor=anchor>
            <MenuSection title="When an email stands in several rows" />
            {CHOICES.into_iter().map(item).collect_view()}
        </Menu>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::FieldKey;
    use muster_shared::check::Reason;

    #[test]
    fn repeated_emails_are_told_with_what_becomes_of_them() {
        let cases = [
            (0, Repeats::KeepLast, None),
            (1, Repeats::KeepLast, Some("1 repeated email, the last is kept")),
            (
                1_200,
                Repeats::KeepFirst,
                Some("1,200 repeated emails, the first is kept"),
            ),
            (2, Repeats::RejectAll, Some("2 repeated emails, all of them rejected")),
            (0, Repeats::RejectAll, Some("No repeated email, all of them rejected")),
        ];
        for (repeated, repeats, expected) in cases {
            assert_eq!(words(repeated, repeats).as_deref(), expected, "{repeated} {repeats:?}");
        }
    }

    #[test]
    fn rows_that_were_rejected_for_it_count() {
        let tally = Tally {
            repeated: 3,
            reasons: vec![Reason {
                field: Some(FieldKey::email()),
                problem: Problem::EmailRepeated { line: 4 },
                rows: 5,
                samples: Vec::new(),
            }],
            ..Tally::default()
        };
        assert_eq!(repeated(&tally), 8);
    }
}

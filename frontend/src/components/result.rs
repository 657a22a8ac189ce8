//! The five outcomes of an import, as a bar and as counters.

use leptos::prelude::*;

use crate::format::count;

/// How many records had each outcome. They add up to the records taken so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// New contacts.
    pub created: u64,
    /// Existing contacts with at least one field changed.
    pub updated: u64,
    /// Existing contacts with nothing to write.
    pub unchanged: u64,
    /// Left out on purpose.
    pub skipped: u64,
    /// Not taken because of a problem.
    pub rejected: u64,
}

impl Outcomes {
    /// Name, number and class of each, in the order they always stand in.
    pub const fn parts(self) -> [(&'static str, u64, &'static str); 5] {
        [
            ("Created", self.created, "c-created"),
            ("Updated", self.updated, "c-updated"),
            ("Unchanged", self.unchanged, "c-same"),
            ("Skipped", self.skipped, "c-skipped"),
            ("Rejected", self.rejected, "c-rejected"),
        ]
    }

    /// `Created 871,306, updated 96,118, unchanged 31,717, skipped 310, rejected 549`.
    pub fn sentence(self) -> String {
        let said = self
            .parts()
            .map(|(name, n, _)| format!("{} {}", name.to_lowercase(), count(n)))
            .join(", ");
        said[..1].to_uppercase() + &said[1..]
    }
}

/// The stacked bar. An illustration: the numbers beside it are the truth, and its name says them all. `thin` is for
/// lists. A part that exists is never too narrow to be seen.
#[component]
pub fn ResultBar(#[prop(into)] outcomes: Signal<Outcomes>, #[prop(optional)] thin: bool) -> impl IntoView {
    let parts = move || {
        let all = outcomes.get().parts().into_iter().filter(|(_, n, _)| *n > 0);
        // As a custom property: `flex` itself cannot be set part by part without losing the sheet's other parts.
        all.map(|(_, n, class)| view! { <i class=class style=("--part", n.to_string())></i> })
            .collect_view()
    };
    view! {
        <div class="stack" class:t=thin role="img" aria-label=move || outcomes.get().sentence()>
            {parts}
        </div>
    }
}

/// The five counters. `notes` are the words under the numbers, in the order of [`Outcomes::parts`]; empty for none.
/// `inside` is for a card that has the bar above.
#[component]
pub fn Counters(
    #[prop(into)] outcomes: Signal<Outcomes>,
    #[prop(optional, into)] notes: Signal<[String; 5]>,
    #[prop(optional)] inside: bool,
) -> impl IntoView {
    let counter = move |n: usize| {
        let (name, _, class) = Outcomes::default().parts()[n];
        view! {
            <div>
                <dt>
                    <span class=format!("sw2 {class}")></span>
                    {name}
                </dt>
                <dd>{move || count(outcomes.get().parts()[n].1)} <small>{move || notes.with(|notes| notes[n].clone())}</small></dd>
            </div>
        }
    };
    view! {
        <dl class="stats" class:flush=inside>
            {(0..5).map(counter).collect_view()}
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use super::Outcomes;

    #[test]
    fn the_sentence_says_all_five_in_order() {
        let outcomes = Outcomes {
            created: 871_306,
            updated: 96_118,
            unchanged: 31_717,
            skipped: 310,
            rejected: 549,
        };
        assert_eq!(outcomes.parts().iter().map(|(_, n, _)| n).sum::<u64>(), 1_000_000);
        assert_eq!(
            outcomes.sentence(),
            "Created 871,306, updated 96,118, unchanged 31,717, skipped 310, rejected 549"
        );
    }
}

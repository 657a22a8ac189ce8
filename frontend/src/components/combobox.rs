//! Combobox list: type to filter, arrows to walk, Enter to take.

use leptos::{ev, html, prelude::*};

use super::{
    dom::unique_id,
    icon::{Ico, Icon},
};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<K> {
    /// What is handed back when it is taken.
    pub id: K,
    /// The words that are shown and searched.
    pub label: String,
    /// Stands at the right, in a lighter colour: a count, a type, why it doesn't fit.
    pub hint: String,
    /// Choices of one group stand together under its name; empty for none.
    pub group: String,
    /// Shown, but cannot be taken.
    pub disabled: bool,
    /// The one in force now; gets a tick.
    pub selected: bool,
    /// Before the label.
    pub icon: Option<Icon>,
}

impl<K> Choice<K> {
    /// A choice with a label and nothing else.
    pub fn new(id: K, label: impl Into<String>) -> Self {
        Self {
            id,
            label: label.into(),
            hint: String::new(),
            group: String::new(),
            disabled: false,
            selected: false,
            icon: None,
        }
    }

    /// With words at the right.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// In a group.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Marked as the one in force.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

/// As many options as a list shows; typing narrows the rest.
const SHOWN: usize = 200;

/// The positions in `labels` whose words contain all words of `query`, case-blind.
fn found<'a>(labels: impl Iterator<Item = &'a str>, query: &str) -> Vec<usize> {
    let words = query.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    labels
        .enumerate()
        .filter(|(_, label)| {
            let label = label.to_lowercase();
            words.iter().all(|word| label.contains(word))
        })
        .map(|(n, _)| n)
        .collect()
}

/// Where a key leads among the options that can be taken (`open`, rising positions), coming from `at`.
fn step(key: &str, at: Option<usize>, open: &[usize]) -> Option<usize> {
    let here = at.and_then(|at| open.iter().position(|&n| n == at));
    let last = open.len().checked_sub(1)?;
    let to = match key {
        "ArrowDown" => here.map_or(0, |n| if n == last { 0 } else { n + 1 }),
        "ArrowUp" => here.map_or(last, |n| n.checked_sub(1).unwrap_or(last)),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(open[to])
}

/// The search field and the list under it, for the inside of a popover (`class="menu list"`).
///
/// By default typing filters by label; with `on_query` the owner filters (a search on the server) and gives `items`
/// anew. `children` stand under the list: "New segment…".
#[component]
pub fn ComboList<K: Clone + PartialEq + Send + Sync + 'static>(
    #[prop(into)] items: Signal<Vec<Choice<K>>>,
    /// Name of the field and of the list.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional, into)] placeholder: String,
    #[prop(into)] on_pick: Callback<K>,
    #[prop(optional, into)] on_query: Option<Callback<String>>,
    #[prop(default = "Nothing found".into(), into)] empty: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let list_id = unique_id("list");
    let shown = Memo::new(move |_| {
        let query = if on_query.is_some() { String::new() } else { query.get() };
        items.with(|items| {
            let hits = found(items.iter().map(|item| item.label.as_str()), &query);
            hits.into_iter()
                .take(SHOWN)
                .map(|n| items[n].clone())
                .collect::<Vec<_>>()
        })
    });
    let active = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        let first = shown.with(|shown| {
            let in_force = shown.iter().position(|item| item.selected && !item.disabled);
            in_force.or_else(|| shown.iter().position(|item| !item.disabled))
        });
        active.set(first);
    });
    let pick = move |n: usize| {
        if let Some(item) = shown.with_untracked(|shown| shown.get(n).filter(|item| !item.disabled).cloned()) {
            on_pick.run(item.id);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        // Home and End belong to the text while there is some.
        "Home" | "End" if !query.with_untracked(String::is_empty) => {}
        "Enter" => {
            event.prevent_default();
            if let Some(n) = active.get_untracked() {
                pick(n);
            }
        }
        key => {
            let open = shown.with_untracked(|shown| {
                shown
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| !item.disabled)
                    .map(|(n, _)| n)
                    .collect::<Vec<_>>()
            });
            if let Some(to) = step(key, active.get_untracked(), &open) {
                event.prevent_default();
                active.set(Some(to));
            }
        }
    };
    let on_input = move |event| {
        query.set(event_target_value(&event));
        if let Some(on_query) = on_query {
            on_query.run(query.get_untracked());
        }
    };
    let option_id = StoredValue::new(list_id.clone());
    view! {
        <div class="find">
            <span class="wi">
                <input
                    class="in s"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=list_id.clone()
                    aria-activedescendant=move || active.get().map(|n| format!("{}-{n}", option_id.get_value()))
                    aria-label=move || label.get()
                    placeholder=placeholder
                    prop:value=move || query.get()
                    on:input=on_input
                    on:keydown=on_key
                />
                <Ico of=Icon::Search />
            </span>
        </div>
        <div role="listbox" id=list_id aria-label=move || label.get()>
            {move || {
                shown.with(|shown| options(shown, active, Callback::new(pick), &option_id.get_value()))
            }}
        </div>
        <p class="vh" role="status">
            {move || match shown.with(Vec::len) {
                1 => "1 choice".to_owned(),
                n => format!("{n} choices"),
            }}
        </p>
        {move || shown.with(Vec::is_empty).then(|| view! { <p class="none">{empty.get()}</p> })}
        {children.map(|children| children())}
    }
}

fn options<K: Clone + PartialEq + Send + Sync + 'static>(
    shown: &[Choice<K>],
    active: RwSignal<Option<usize>>,
    on_pick: Callback<usize>,
    list_id: &str,
) -> Vec<AnyView> {
    let mut group = "";
    let mut rows = Vec::new();
    for (n, item) in shown.iter().enumerate() {
        if item.group != group {
            group = &item.group;
            rows.push(view! { <div class="sec" role="presentation">{item.group.clone()}</div> }.into_any());
        }
        let id = format!("{list_id}-{n}");
        rows.push(view! { <OptionRow item=item.clone() n id active on_pick /> }.into_any());
    }
    rows
}

#[component]
fn OptionRow<K: Clone + PartialEq + Send + Sync + 'static>(
    item: Choice<K>,
    n: usize,
    id: String,
    active: RwSignal<Option<usize>>,
    on_pick: Callback<usize>,
) -> impl IntoView {
    let row = NodeRef::<html::Div>::new();
    let is_active = move || active.get() == Some(n);
    Effect::new(move |_| {
        if is_active()
            && let Some(row) = row.get()
        {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    let lead = match (item.selected, item.icon) {
        (true, _) => view! { <Ico of=Icon::Check /> }.into_any(),
        (false, Some(icon)) => view! { <Ico of=icon /> }.into_any(),
        (false, None) => view! { <span class="gap"></span> }.into_any(),
    };
    view! {
        <div
            node_ref=row
            role="option"
            id=id
            class:is-act=is_active
            aria-selected=item.selected.to_string()
            aria-disabled=item.disabled.then_some("true")
            // The focus stays in the field.
            on:mousedown=|event| event.prevent_default()
            on:mousemove=move |_| {
                if !item.disabled && active.get_untracked() != Some(n) {
                    active.set(Some(n));
                }
            }
            on:click=move |_| on_pick.run(n)
        >
            {lead}
            <span class="sp el">{item.label}</span>
            <span class="xs t3">{item.hint}</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{found, step};

    #[test]
    fn typing_narrows_to_labels_with_all_words() {
        let labels = ["Spring Fair 2026", "Newsletter", "Autumn Fair 2025"];
        let find = |query| found(labels.iter().copied(), query);
        assert_eq!(find(""), [0, 1, 2]);
        assert_eq!(find("fair"), [0, 2]);
        assert_eq!(find(" 2025  FAIR "), [2]);
        assert_eq!(find("vip"), [0; 0]);
    }

    #[test]
    fn arrows_pass_over_what_cannot_be_taken() {
        let open = [1, 4, 5];
        let cases = [
            ("ArrowDown", None, Some(1)),
            ("ArrowDown", Some(1), Some(4)),
            ("ArrowDown", Some(5), Some(1)),
            ("ArrowUp", Some(1), Some(5)),
            ("ArrowUp", None, Some(5)),
            ("Home", Some(4), Some(1)),
            ("End", Some(1), Some(5)),
            ("a", Some(1), None),
        ];
        for (key, at, expected) in cases {
            assert_eq!(step(key, at, &open), expected, "{key} from {at:?}");
        }
        assert_eq!(step("ArrowDown", None, &[]), None);
    }
}

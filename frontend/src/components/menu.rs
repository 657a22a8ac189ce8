//! Menu: a popover with things to do.

use leptos::{ev, html, prelude::*};

use super::{
    dom::{focused, matching},
    icon::{Ico, Icon},
    popover::{Place, Popover},
};

#[derive(Clone, Copy)]
struct MenuOpen(RwSignal<bool>);

/// A menu. Put it directly after its opener (a button with `aria-haspopup="menu"` and `aria-expanded`), fill it with
/// [`MenuItem`] and [`MenuSection`]. Arrows, Home, End and first letters move; Enter or a press does and closes.
#[component]
pub fn Menu(
    open: RwSignal<bool>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] place: Place,
    #[prop(optional, into)] anchor: Option<Signal<String>>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let inside = move || {
        view! { <Items open>{children.with_value(|children| children())}</Items> }
    };
    match anchor {
        Some(anchor) => {
            view! { <Popover open label place anchor role="menu" class="menu">{inside()}</Popover> }.into_any()
        }
        None => view! { <Popover open label place role="menu" class="menu">{inside()}</Popover> }.into_any(),
    }
}

#[component]
fn Items(open: RwSignal<bool>, children: Children) -> impl IntoView {
    provide_context(MenuOpen(open));
    let root = NodeRef::<html::Div>::new();
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(root) = root.get_untracked() else { return };
        let items = matching(&root, "[role^=menuitem]:not([aria-disabled=true])");
        let at = focused().and_then(|element| items.iter().position(|item| *item == element));
        if event.key() == "Tab" {
            open.set(false);
        }
        let names = items.iter().map(|item| item.inner_text()).collect::<Vec<_>>();
        if let Some(to) = next_item(&event.key(), at, &names) {
            event.prevent_default();
            let _ = items[to].focus();
        }
    };
    view! {
        <div node_ref=root role="none" on:keydown=on_key>
            {children()}
        </div>
    }
}

/// Where a key leads among items named `names`, coming from `at`; none for keys that mean nothing here.
fn next_item(key: &str, at: Option<usize>, names: &[String]) -> Option<usize> {
    let last = names.len().checked_sub(1)?;
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| if at == last { 0 } else { at + 1 })),
        "ArrowUp" => Some(at.map_or(last, |at| at.checked_sub(1).unwrap_or(last))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => {
            let letter = (key.chars().count() == 1 && key != " ").then(|| key.to_lowercase())?;
            let from = at.map_or(0, |at| at + 1);
            (from..=last)
                .chain(0..from)
                .find(|&n| names[n].trim().to_lowercase().starts_with(&letter))
        }
    }
}

/// One thing to do. Closes the menu, then does it.
#[component]
pub fn MenuItem(
    #[prop(optional, into)] icon: Option<Icon>,
    /// Stands at the right, in a lighter colour.
    #[prop(optional, into)]
    hint: Option<String>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For one of several choices: whether it is the one in force.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    #[prop(into)] on_pick: Callback<()>,
    children: Children,
) -> impl IntoView {
    let MenuOpen(open) = expect_context();
    let pick = move |_| {
        if !disabled.get_untracked() {
            open.set(false);
            on_pick.run(());
        }
    };
    let lead = move || match (checked, icon) {
        (Some(on), _) if on.get() => view! { <Ico of=Icon::Check /> }.into_any(),
        (_, Some(icon)) => view! { <Ico of=icon /> }.into_any(),
        (Some(_), None) => view! { <span class="gap"></span> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        <button
            type="button"
            tabindex="-1"
            class:dng=danger
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=move || checked.map(|on| on.get().to_string())
            aria-disabled=move || disabled.get().then_some("true")
            on:click=pick
        >
            {lead}
            <span class="sp">{children()}</span>
            {hint.map(|hint| view! { <span class="xs t3">{hint}</span> })}
        </button>
    }
}

/// The small heading over a group of items.
#[component]
pub fn MenuSection(#[prop(into)] title: String) -> impl IntoView {
    view! { <div class="sec" role="presentation">{title}</div> }
}

#[cfg(test)]
mod tests {
    use super::next_item;

    #[test]
    fn keys_walk_round_and_letters_find() {
        let names = ["Edit", "Move up", "Move down", "Delete"].map(str::to_owned);
        let cases = [
            ("ArrowDown", None, Some(0)),
            ("ArrowDown", Some(3), Some(0)),
            ("ArrowUp", None, Some(3)),
            ("ArrowUp", Some(0), Some(3)),
            ("Home", Some(2), Some(0)),
            ("End", Some(0), Some(3)),
            ("m", None, Some(1)),
            ("m", Some(1), Some(2)),
            ("M", Some(2), Some(1)),
            ("x", Some(0), None),
            ("Enter", Some(0), None),
            (" ", Some(0), None),
        ];
        for (key, at, expected) in cases {
            assert_eq!(next_item(key, at, &names), expected, "{key} from {at:?}");
        }
        assert_eq!(next_item("End", None, &[]), None);
    }
}

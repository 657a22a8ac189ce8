//! The user's choice of colours: as the system has it, light, or dark.

use leptos::prelude::*;

/// Where the choice is kept, per browser. The page's first script reads it too, before anything is painted.
const STORED_AS: &str = "muster.theme";

/// Which colours the page wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light, whatever the system says.
    Light,
    /// Dark, whatever the system says.
    Dark,
}

impl Theme {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word on the control.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// What is stored and stands in `data-theme`; none for the system's.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn named(name: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or_default()
    }

    /// The stored choice; the system's where nothing is stored or storage is refused.
    pub fn stored() -> Self {
        let stored = storage().and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
        Self::named(stored.as_deref())
    }

    /// Wears it and remembers it.
    pub fn apply(self) {
        if let Some(root) = document().document_element() {
            // The name of an attribute is fixed here and valid, so neither call can fail.
            let _ = match self.name() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
        if let Some(storage) = storage() {
            // Full or refused: the choice then holds until the page is closed.
            let _ = match self.name() {
                Some(name) => storage.set_item(STORED_AS, name),
                None => storage.remove_item(STORED_AS),
            };
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Three pressed buttons: System, Light, Dark.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let theme = RwSignal::new(Theme::stored());
    let button = move |one: Theme| {
        view! {
            <button
                type="button"
                aria-pressed=move || (theme.get() == one).to_string()
                on:click=move |_| {
                    theme.set(one);
                    one.apply();
                }
            >
                {one.label()}
            </button>
        }
    };
    view! {
        <div class="seg s" role="group" aria-label="Colours">
            {Theme::ALL.map(button)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn a_stored_name_leads_back_to_its_theme() {
        for theme in Theme::ALL {
            assert_eq!(Theme::named(theme.name()), theme);
        }
        assert_eq!(Theme::named(Some("sepia")), Theme::System);
    }
}

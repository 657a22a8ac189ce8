//! The app shell: side bar and main panel.

use leptos::prelude::*;

use super::{
    icon::{Ico, Icon, Logo},
    menu::{Menu, MenuItem, MenuSection},
    popover::Place,
    progress::MiniRing,
    theme::Theme,
};

/// How many there are of each, for the side bar; none while not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NavCounts {
    /// Contacts of the account.
    pub contacts: Option<u64>,
    /// Segments.
    pub segments: Option<u64>,
    /// Imports, all states.
    pub imports: Option<u64>,
    /// Fields, system and custom.
    pub fields: Option<u64>,
}

/// Who is logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellUser {
    /// The full name; the email where there is none.
    pub name: String,
    /// The role in words.
    pub role: String,
}

/// An import that runs while the user is elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ShellJob {
    /// The file's name.
    pub file: String,
    /// Whole percent saved, 0 to 100.
    pub percent: u8,
    /// "About 25 s left"; empty for nothing.
    pub left: String,
    /// Its run page.
    pub href: String,
}

/// Side bar and panel. The screen goes in as children: `.ph` head, `.tb` tool bar, content, `.pf` foot.
///
/// `path` is the address's path, for `aria-current`. Search, Settings and Help stand there only where given.
#[component]
pub fn AppShell(
    #[prop(into)] path: Signal<String>,
    #[prop(optional, into)] counts: Signal<NavCounts>,
    #[prop(into)] user: Signal<ShellUser>,
    #[prop(optional, into)] job: Signal<Option<ShellJob>>,
    #[prop(into)] on_log_out: Callback<()>,
    /// Whether single-letter keys do anything; the user's menu switches it.
    #[prop(optional)]
    shortcuts: Option<RwSignal<bool>>,
    #[prop(optional, into)] on_search: Option<Callback<()>>,
    #[prop(optional, into)] settings_href: Option<&'static str>,
    #[prop(optional, into)] on_help: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main">
            "Skip to content"
        </a>
        <div class="app">
            <nav class="side" aria-label="Main">
                <a class="brand" href="/contacts" aria-label="Muster, go to contacts">
                    <Logo />
                    <b>"Muster"</b>
                </a>
                {on_search.map(|on_search| view! { <SearchButton on_search /> })}
                <ul class="nav">
                    <NavLink path href="/contacts" label="Contacts" icon=Icon::People count=move || counts.get().contacts />
                    <NavLink path href="/segments" label="Segments" icon=Icon::Segment count=move || counts.get().segments />
                    <NavLink path href="/imports" label="Imports" icon=Icon::Import count=move || counts.get().imports />
                    <NavLink path href="/fields" label="Fields" icon=Icon::Fields count=move || counts.get().fields />
                </ul>
                <div class="sp"></div>
                {move || job.get().map(|job| view! { <JobBadge job /> })}
                <ul class="nav">
                    {settings_href
                        .map(|href| view! { <NavLink path href label="Settings" icon=Icon::Sliders count=|| None /> })}
                    {on_help.map(|on_help| view! { <HelpButton on_help /> })}
                </ul>
                <UserMenu user shortcuts on_log_out />
            </nav>
            <main class="panel" id="main" tabindex="-1">
                {children()}
            </main>
        </div>
    }
}

#[component]
fn NavLink(
    path: Signal<String>,
    href: &'static str,
    label: &'static str,
    icon: Icon,
    #[prop(into)] count: Signal<Option<u64>>,
) -> impl IntoView {
    let current = move || path.with(|path| is_under(path, href)).then_some("page");
    view! {
        <li>
            <a href=href title=label aria-current=current>
                <Ico of=icon />
                <span>{label}</span>
                {move || count.get().map(|n| view! { <span class="c">{crate::format::short(n)}</span> })}
            </a>
        </li>
    }
}

/// Whether `path` is the page `href` or one below it.
fn is_under(path: &str, href: &str) -> bool {
    path.strip_prefix(href)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[component]
fn SearchButton(on_search: Callback<()>) -> impl IntoView {
    view! {
        <button
            class="find"
            type="button"
            aria-label="Search or jump to"
            aria-keyshortcuts="Control+K"
            title="Search or jump to"
            on:click=move |_| on_search.run(())
        >
            <Ico of=Icon::Search />
            <span>"Search or jump to…"</span>
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

#[component]
fn HelpButton(on_help: Callback<()>) -> impl IntoView {
    view! {
        <li>
            <button type="button" title="Help and shortcuts" on:click=move |_| on_help.run(())>
                <Ico of=Icon::Help />
                <span>"Help and shortcuts"</span>
            </button>
        </li>
    }
}

#[component]
fn JobBadge(job: ShellJob) -> impl IntoView {
    let (percent, title) = (job.percent, job.file.clone());
    let label = format!("Import of {title}, {percent} percent");
    view! {
        <a
            class="bgjob"
            href=job.href
            title=title
            aria-label=label
        >
            <span class="row g6">
                <span class="el m">{job.file}</span>
                <span class="sp"></span>
                <b>{percent}"%"</b>
            </span>
            <span class="bar t">
                <i style:width=format!("{percent}%")></i>
            </span>
            {(!job.left.is_empty()).then(|| view! { <span class="left">{job.left}</span> })}
            <MiniRing percent />
        </a>
    }
}

#[component]
fn UserMenu(user: Signal<ShellUser>, shortcuts: Option<RwSignal<bool>>, on_log_out: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let theme = RwSignal::new(Theme::stored());
    view! {
        <button
            class="me mt8"
            type="button"
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=move || user.with(|user| format!("Account: {}, {}", user.name, user.role))
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span class="av">{move || user.with(|user| initials(&user.name))}</span>
            <span class="sp">
                <b class="m">{move || user.get().name}</b>
                <small>{move || user.get().role}</small>
            </span>
            <Ico of=Icon::Down />
        </button>
        <Menu open label="Account" place=Place::AboveStart>
            <MenuSection title="Colours" />
            {Theme::ALL
                .map(|one| {
                    view! {
                        <MenuItem
                            checked=Signal::derive(move || theme.get() == one)
                            on_pick=move || {
                                theme.set(one);
                                one.apply();
                            }
                        >
                            {one.label()}
                        </MenuItem>
                    }
                })}
            <hr />
            {shortcuts
                .map(|on| {
                    view! {
                        <MenuItem icon=Icon::Keyboard on_pick=move || on.update(|on| *on = !*on)>
                            {move || if on.get() { "Turn single-letter keys off" } else { "Turn single-letter keys on" }}
                        </MenuItem>
                    }
                })}
            <MenuItem icon=Icon::Leave on_pick=on_log_out>
                "Log out"
            </MenuItem>
        </Menu>
    }
}

/// The first letters of the first and the last word, as capitals.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{initials, is_under};

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, expected) in [
            ("Marta Oliveira", "MO"),
            ("ana maria da silva", "AS"),
            ("Ünal", "Ü"),
            ("m@x.example", "M"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn a_page_below_belongs_to_its_entry() {
        assert!(is_under("/contacts", "/contacts"));
        assert!(is_under("/contacts/42", "/contacts"));
        assert!(!is_under("/contacts-old", "/contacts"));
        assert!(!is_under("/", "/contacts"));
    }
}

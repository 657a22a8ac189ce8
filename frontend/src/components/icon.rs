//! The icons: drawn on a 16 px box with a stroke of 1.5, in the colour of the text around them.

use leptos::prelude::*;

/// One drawing of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A tick: done, fits, selected.
    Check,
    /// Six dots: this can be dragged.
    Grip,
    /// Arrow to the right: next, goes to.
    Right,
    /// Arrow to the left: back.
    Left,
    /// Settings.
    Sliders,
    /// Curved arrow back.
    Undo,
    /// The field type text.
    Text,
    /// Exclamation mark in a circle: a problem.
    Problem,
    /// Three dots: more to do here.
    More,
    /// Chevron down: opens, sorted downwards.
    Down,
    /// Chevron up: sorted upwards, move up.
    Up,
    /// Chevron to the right: a level deeper.
    Ahead,
    /// Magnifying glass.
    Search,
    /// A cross: close, clear, dismiss.
    Close,
    /// Arrow into a tray.
    Import,
    /// Arrow out of a tray: export, download.
    Export,
    /// Not allowed, fixed, session ended.
    Lock,
    /// The field type whole number.
    Hash,
    /// A part of a whole: segments.
    Segment,
    /// The field type yes / no.
    Toggle,
    /// A sheet with lines.
    File,
    /// A pencil.
    Edit,
    /// Two people: contacts.
    People,
    /// One person.
    Person,
    /// Two rows: fields.
    Fields,
    /// Question mark in a circle.
    Help,
    /// New, add.
    Plus,
    /// The field type date.
    Calendar,
    /// The field type phone.
    Phone,
    /// The field type choice (one of several).
    Choice,
    /// The field type checkbox (several of several).
    Checks,
    /// The field type email.
    Mail,
    /// Quotation marks: a literal value.
    Quote,
    /// The field type decimal.
    Decimal,
    /// A tick in a circle: saved, ready, finished.
    Done,
    /// Delete.
    Trash,
    /// Two arrows round: try again, working.
    Refresh,
    /// A clipboard.
    Paste,
    /// Two sheets: copy.
    Copy,
    /// Two bars: pause, interrupted.
    Pause,
    /// A triangle: resume.
    Play,
    /// A square: stop, cancel the import.
    Stop,
    /// Show what is hidden.
    Eye,
    /// An i in a circle.
    Info,
    /// Exclamation mark in a triangle.
    Warning,
    /// No connection.
    Offline,
    /// Shortcuts.
    Keyboard,
    /// A door with an arrow out: log out.
    Leave,
}

impl Icon {
    /// What stands inside the `<svg>`: shapes of our own, so it may go in as markup.
    pub const fn shapes(self) -> &'static str {
        match self {
            Self::Check => r#"<path d="m3 8.5 3.2 3.2L13 4.8"/>"#,
            Self::Grip => r#"<path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" stroke-width="1.8"/>"#,
            Self::Right => r#"<path d="M2.5 8h11M9.5 4l4 4-4 4"/>"#,
            Self::Left => r#"<path d="M13.5 8h-11M6.5 4l-4 4 4 4"/>"#,
            Self::Sliders => {
                r#"<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6"/><circle cx="10" cy="4.5" r="2"/><circle cx="6" cy="11.5" r="2"/>"#
            }
            Self::Undo => r#"<path d="M5.5 3 2.5 6l3 3M2.8 6H9a4 4 0 0 1 0 8H6"/>"#,
            Self::Text => r#"<path d="M3 4.5V3h10v1.5M8 3v10M6.2 13h3.6"/>"#,
            Self::Problem => r#"<circle cx="8" cy="8" r="6"/><path d="M8 4.8v3.9M8 11h.01"/>"#,
            Self::More => r#"<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2"/>"#,
            Self::Down => r#"<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>"#,
            Self::Up => r#"<path d="m4.5 9.5 3.5-3.5 3.5 3.5"/>"#,
            Self::Ahead => r#"<path d="m6.5 4.5 3.5 3.5-3.5 3.5"/>"#,
            Self::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3 3"/>"#,
            Self::Close => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
            Self::Import => r#"<path d="M8 2v7.5M5 6.7 8 9.7l3-3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2"/>"#,
            Self::Export => r#"<path d="M8 9.7V2.2M5 5l3-3 3 3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2"/>"#,
            Self::Lock => r#"<rect x="3" y="7" width="10" height="7" rx="1.5"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>"#,
            Self::Hash => r#"<path d="M6 2.5 4.8 13.5M11.2 2.5 10 13.5M2.8 6h10.7M2.5 10h10.7"/>"#,
            Self::Segment => r#"<path d="M8 2.2v5.8l4.6 3.4"/><circle cx="8" cy="8" r="5.8"/>"#,
            Self::Toggle => r#"<rect x="1.5" y="4.5" width="13" height="7" rx="3.5"/><circle cx="11" cy="8" r="1.5"/>"#,
            Self::File => {
                r#"<path d="M4 2h5l3.5 3.5V13a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM9 2v3.5h3.5M5.5 8.5h5M5.5 11h3.5"/>"#
            }
            Self::Edit => r#"<path d="m3 13 .6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.5 4.3l2.2 2.2"/>"#,
            Self::People => {
                r#"<circle cx="6" cy="5.5" r="2.5"/><path d="M1.8 13.2c.3-2.4 2-3.7 4.2-3.7s3.9 1.3 4.2 3.7M10.5 3.2a2.4 2.4 0 0 1 0 4.6M12 9.8c1.3.5 2.1 1.7 2.3 3.4"/>"#
            }
            Self::Person => {
                r#"<circle cx="8" cy="5.5" r="2.8"/><path d="M2.8 13.8c.5-2.7 2.5-4 5.2-4s4.7 1.3 5.2 4"/>"#
            }
            Self::Fields => {
                r#"<rect x="2" y="3" width="12" height="3.5" rx="1"/><rect x="2" y="9.5" width="12" height="3.5" rx="1"/>"#
            }
            Self::Help => {
                r#"<circle cx="8" cy="8" r="6"/><path d="M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.2M8 11.3h.01"/>"#
            }
            Self::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
            Self::Calendar => {
                r#"<rect x="2.5" y="3.5" width="11" height="10" rx="1.5"/><path d="M2.5 7h11M5.5 2v3M10.5 2v3"/>"#
            }
            Self::Phone => {
                r#"<path d="M5.6 2.5H3.5a1 1 0 0 0-1 1.1c.5 5.2 4.7 9.4 9.9 9.9a1 1 0 0 0 1.1-1v-2.1l-3-1.3-1.4 1.6a9 9 0 0 1-3.8-3.8l1.6-1.4z"/>"#
            }
            Self::Choice => {
                r#"<circle cx="8" cy="8" r="5.5"/><circle cx="8" cy="8" r="2" fill="currentColor" stroke="none"/>"#
            }
            Self::Checks => {
                r#"<rect x="2.5" y="2.5" width="11" height="11" rx="2"/><path d="m5.3 8.2 1.9 1.9 3.5-3.9"/>"#
            }
            Self::Mail => r#"<rect x="2" y="3.5" width="12" height="9" rx="1.5"/><path d="m2.5 5 5.5 4 5.5-4"/>"#,
            Self::Quote => r#"<path d="M3 10.5c2 0 3-1.5 3-4.5V4.5H3V8h3M9.5 10.5c2 0 3-1.5 3-4.5V4.5h-3V8h3"/>"#,
            Self::Decimal => {
                r#"<path d="M2.5 5.2 4.2 4v8M7.5 12h.01"/><rect x="10" y="4" width="4" height="8" rx="2"/>"#
            }
            Self::Done => r#"<circle cx="8" cy="8" r="6"/><path d="m5.3 8.2 1.9 1.9 3.5-3.9"/>"#,
            Self::Trash => r#"<path d="M2.5 4.5h11M6 4.5V3h4v1.5M4 4.5l.6 9h6.8l.6-9M6.8 7v4M9.2 7v4"/>"#,
            Self::Refresh => {
                r#"<path d="M13 7A5.2 5.2 0 0 0 3.8 4.8L2.5 6M2.5 2.8V6h3.2M3 9a5.2 5.2 0 0 0 9.2 2.2l1.3-1.2M13.5 13.2V10h-3.2"/>"#
            }
            Self::Paste => r#"<path d="M5.5 3.5h-2v10.5h9V3.5h-2"/><rect x="5.5" y="2" width="5" height="3" rx="1"/>"#,
            Self::Copy => {
                r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>"#
            }
            Self::Pause => r#"<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2"/>"#,
            Self::Play => r#"<path d="M5 3.3v9.4L12.5 8z"/>"#,
            Self::Stop => r#"<rect x="4" y="4" width="8" height="8" rx="1"/>"#,
            Self::Eye => {
                r#"<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>"#
            }
            Self::Info => r#"<circle cx="8" cy="8" r="6"/><path d="M8 7.3v3.7M8 5h.01"/>"#,
            Self::Warning => r#"<path d="M8 2.3 14.3 13.5H1.7zM8 6.5v3.2M8 11.6h.01"/>"#,
            Self::Offline => {
                r#"<path d="M2 2l12 12M4.5 8.3a5 5 0 0 1 2-1.2M9.5 7.1c.8.2 1.5.7 2 1.2M2 5.8a9 9 0 0 1 2.3-1.5M7 3.6a9 9 0 0 1 7 2.2M8 12h.01"/>"#
            }
            Self::Keyboard => {
                r#"<rect x="1.5" y="4" width="13" height="8" rx="1.5"/><path d="M4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6"/>"#
            }
            Self::Leave => r#"<path d="M6.5 3h-3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h3M6.5 8h7M10.8 5.2 13.5 8l-2.7 2.8"/>"#,
        }
    }
}

/// An icon beside its words, hidden from assistive technology: the text or the button's `aria-label` says it.
/// `class` adds a size (`s12`, `s14`, `s20`) or a colour (`t3`, `ok`, `bad`).
#[component]
pub fn Ico(of: Icon, #[prop(optional)] class: &'static str) -> impl IntoView {
    let class = if class.is_empty() {
        "i".to_owned()
    } else {
        format!("i {class}")
    };
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=of.shapes()></svg> }
}

/// The mark: a white M over a dot on the accent colour. Decorative, the word beside it is the name.
#[component]
pub fn Logo(#[prop(optional)] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <rect width="24" height="24" rx="6.5" fill="var(--accent-solid)" />
            <path
                d="M6 17.2V7.2l6 5.6 6-5.6v10"
                fill="none"
                stroke="var(--on-accent)"
                stroke-width="2.4"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
            <circle cx="12" cy="17" r="1.5" fill="var(--on-accent)" />
        </svg>
    }
}

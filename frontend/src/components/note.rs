//! Note: an icon, a bold first sentence, what to do.

use leptos::prelude::*;

use super::icon::{Ico, Icon};

/// What a note is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteTone {
    /// A remark.
    #[default]
    Plain,
    /// Good to know now.
    Info,
    /// Went well.
    Ok,
    /// Needs attention.
    Warn,
    /// Went wrong.
    Bad,
}

impl NoteTone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "note",
            Self::Info => "note info",
            Self::Ok => "note ok",
            Self::Warn => "note warn",
            Self::Bad => "note bad",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Plain | Self::Info => Icon::Info,
            Self::Ok => Icon::Done,
            Self::Warn => Icon::Warning,
            Self::Bad => Icon::Problem,
        }
    }
}

/// A note in the page. Put the first sentence in `<b>`. `role` is `alert` only for a note that appears because of
/// what the user just did, `status` for one that comes by itself.
#[component]
pub fn Note(
    #[prop(optional)] tone: NoteTone,
    /// In place of the tone's own icon.
    #[prop(optional, into)]
    icon: Option<Icon>,
    #[prop(optional)] role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() role=role>
            <Ico of=icon.unwrap_or_else(|| tone.icon()) />
            <div>{children()}</div>
        </div>
    }
}

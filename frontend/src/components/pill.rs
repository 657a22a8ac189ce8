//! Pills: a state, always icon and word.

use leptos::prelude::*;

use super::icon::{Ico, Icon};

/// What a pill says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PillTone {
    /// Nothing special.
    #[default]
    Neutral,
    /// Done, ready.
    Ok,
    /// Needs attention.
    Warn,
    /// Problems, failed.
    Bad,
    /// Going on.
    Accent,
    /// A literal value.
    Literal,
}

impl PillTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "pill",
            Self::Ok => "pill ok",
            Self::Warn => "pill warn",
            Self::Bad => "pill bad",
            Self::Accent => "pill acc",
            Self::Literal => "pill lit",
        }
    }
}

/// A pill. One that tells a state has an icon; one that only counts needs none.
#[component]
pub fn Pill(
    #[prop(optional)] tone: PillTone,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {icon.map(|icon| view! { <Ico of=icon /> })} {children()}
        </span>
    }
}

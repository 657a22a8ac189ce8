//! The frame of the two screens in front of the app: first run and log-in.

use crate::components::icon::Logo;
use leptos::prelude::*;

/// The mark, the form (children), a line at the foot, and the picture beside it.
#[component]
pub fn AuthFrame(children: Children) -> impl IntoView {
    view! {
        <div class="auth">
            <main id="main">
                <div class="brand">
                    <Logo />
                    <b>"Muster"</b>
                </div>
                {children()}
                <p class="xs t3">
                    {format!("Muster {} · Everything stays on this server.", env!("CARGO_PKG_VERSION"))}
                </p>
            </main>
            <aside aria-hidden="true">
                <div class="center">
                    <Formation />
                    <p class="t2 mt8">"A messy file in. Clean contacts out."</p>
                </div>
            </aside>
        </div>
    }
}

const ROWS: i32 = 9;
const COLUMNS: i32 = 9;
/// Distance of the dots in the formation, in units of the picture.
const STEP: i32 = 44;

/// Dots that come in loose and fall into a grid; a few don't make it.
#[component]
fn Formation() -> impl IntoView {
    let dots = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
    view! {
        <svg class="drill" viewBox="0 0 500 480" aria-hidden="true">
            {dots.map(|(row, column)| dot(row, column)).collect_view()}
        </svg>
    }
}

/// Columns from the fifth on stand in formation; the further left, the looser.
fn dot(row: i32, column: i32) -> impl IntoView {
    let loose = (5 - column).max(0);
    let (x, y) = (
        70 + column * STEP + drift(row, column, 1) * loose,
        60 + row * STEP + drift(row, column, 2) * loose,
    );
    if loose > 2 && scatter(row, column, 3) % 7 == 0 {
        let turned = format!("rotate({} {x} {y})", scatter(row, column, 4) % 40);
        return view! {
            <rect
                class="refused"
                x=x - 7
                y=y - 7
                width="14"
                height="14"
                rx="3"
                fill="none"
                stroke="var(--d-rejected)"
                stroke-width="2"
                transform=turned
            />
        }
        .into_any();
    }
    let (fill, opacity) = match loose {
        0 => ("var(--accent-solid)", 100),
        _ => ("var(--line-ctl)", 90 - 7 * loose),
    };
    view! { <circle cx=x cy=y r="7" fill=fill opacity=format!("0.{opacity:02}").replace("0.100", "1") /> }.into_any()
}

/// From -8 to 8, always the same for the same dot.
fn drift(row: i32, column: i32, salt: i32) -> i32 {
    scatter(row, column, salt) % 17 - 8
}

fn scatter(row: i32, column: i32, salt: i32) -> i32 {
    let mixed = (row * 73 + column * 151 + salt * 283 + 7) as u32;
    ((mixed.wrapping_mul(2_654_435_761) >> 16) & 0x7fff) as i32
}

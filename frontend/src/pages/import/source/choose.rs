//! No file yet: the place to drop one, the button, and what to know before.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::chooser::{Chooser, FileButton};
use crate::components::icon::{Ico, Icon};
use crate::import::use_import;

/// The button's, for the focus.
pub(super) const BUTTON_ID: &str = "choose-file";

#[component]
pub fn ChooseFile() -> impl IntoView {
    let over = expect_context::<Chooser>().over;
    view! {
        <div class="drop" class:over=move || over.get() role="tabpanel" aria-label="CSV file">
            <span class="big">
                <Ico of=Icon::Import class="s20" />
            </span>
            <h2>"Drop your CSV file here"</h2>
            <p class="t2">"or choose it from your computer. Any size: a million rows is fine."</p>
            <FileButton label="Choose a file" class="btn pri l mt12" id=BUTTON_ID />
            <p class="xs t3 mt12">
                ".csv, .tsv, .txt, .xlsx or .ods, also packed as .gz or .zip. Your file is read here in the browser; \
                nothing is sent until you press Import."
            </p>
        </div>
        <BeforeYouStart />
    }
}

#[component]
fn BeforeYouStart() -> impl IntoView {
    let state = use_import().state;
    let points = [
        (
            Icon::Mail,
            "Every row needs an email.",
            " It is what tells two contacts apart, so each email may appear once.",
        ),
        (
            Icon::Calendar,
            "Dates are year-month-day",
            ", like 1988-03-14. Yours are different? You can say so in the next step.",
        ),
        (
            Icon::Phone,
            "Phones with or without the country code",
            ": +34651234567 or 651234567.",
        ),
        (
            Icon::Problem,
            "Phone, date, number and choice fields can't be empty",
            " in a column you import. We'll offer ways around it.",
        ),
    ];
    let template = move |_| {
        let names = state
            .fields
            .with_untracked(|fields| fields.iter().map(|field| quoted(&field.name)).collect::<Vec<_>>());
        download("muster-template.csv", &format!("{}\r\n", names.join(",")));
    };
    view! {
        <div class="card pad">
            <h2>"Before you start"</h2>
            <ul class="sm t2 mt8 col g6">
                {points
                    .into_iter()
                    .map(|(icon, bold, rest)| {
                        view! {
                            <li class="row top">
                                <Ico of=icon class="mt2" />
                                <span>
                                    <b class="m t1">{bold}</b>
                                    {rest}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <div class="row mt12">
                <button
                    class="btn lnk"
                    type="button"
                    disabled=move || state.fields.with(Vec::is_empty)
                    on:click=template
                >
                    "Download a template CSV"
                </button>
            </div>
        </div>
    }
}

/// A cell of a CSV file (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Hands a text to the browser as a download, with a byte order mark so that spreadsheets read it as UTF-8.
fn download(file_name: &str, text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    let parts = js_sys::Array::of1(&format!("\u{feff}{text}").into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &kind) else {
        return;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let Ok(link) = document().create_element("a") else {
        return;
    };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), Duration::from_secs(60));
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(
            ["City", "a,b", "say \"hi\""].map(quoted),
            ["City", "\"a,b\"", "\"say \"\"hi\"\"\""]
        );
    }
}

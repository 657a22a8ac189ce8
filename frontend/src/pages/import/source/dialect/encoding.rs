//! How characters stand as bytes: what was found, and all that can be read.

use leptos::prelude::*;
use muster_shared::intake::Encoding;

use super::dialect_now;
use crate::components::dom::unique_id;
use crate::format::{clipped, count};
use crate::import::state::DialectChange;
use crate::import::use_import;

/// Characters of the line with accents that are shown.
const SHOWN: usize = 160;

/// What encodings of one group are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Unicode,
    Western,
    CentralEuropean,
    Cyrillic,
    Other,
    Japanese,
    Korean,
    Chinese,
}

impl Script {
    /// As they are offered.
    const ALL: [Script; 8] = [
        Script::Unicode,
        Script::Western,
        Script::CentralEuropean,
        Script::Cyrillic,
        Script::Other,
        Script::Japanese,
        Script::Korean,
        Script::Chinese,
    ];

    fn name(self) -> &'static str {
        match self {
            Script::Unicode => "Unicode",
            Script::Western => "Western European",
            Script::CentralEuropean => "Central European",
            Script::Cyrillic => "Cyrillic",
            Script::Other => "Greek, Turkish, Hebrew, Arabic and others",
            Script::Japanese => "Japanese",
            Script::Korean => "Korean",
            Script::Chinese => "Chinese",
        }
    }

    fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => Script::Unicode,
            Encoding::Windows1252
            | Encoding::Iso8859_3
            | Encoding::Iso8859_10
            | Encoding::Iso8859_14
            | Encoding::Iso8859_15
            | Encoding::Macintosh => Script::Western,
            Encoding::Windows1250 | Encoding::Iso8859_2 | Encoding::Iso8859_16 => Script::CentralEuropean,
            Encoding::Windows1251
            | Encoding::Iso8859_5
            | Encoding::MacCyrillic
            | Encoding::Ibm866
            | Encoding::Koi8R
            | Encoding::Koi8U => Script::Cyrillic,
            Encoding::Windows1253
            | Encoding::Windows1254
            | Encoding::Windows1255
            | Encoding::Windows1256
            | Encoding::Windows1257
            | Encoding::Windows1258
            | Encoding::Windows874
            | Encoding::Iso8859_4
            | Encoding::Iso8859_6
            | Encoding::Iso8859_7
            | Encoding::Iso8859_8
            | Encoding::Iso8859_13 => Script::Other,
            Encoding::ShiftJis | Encoding::EucJp | Encoding::Iso2022Jp => Script::Japanese,
            Encoding::EucKr => Script::Korean,
            Encoding::Gb18030 | Encoding::Big5 => Script::Chinese,
        }
    }
}

/// `Found: UTF-8`, or what is only a guess.
fn found_words(found: Encoding, is_sure: bool) -> String {
    if is_sure {
        format!("Found: {}", found.name())
    } else {
        format!("{} (a guess)", found.name())
    }
}

/// All encodings but the one found, in groups.
fn groups(found: Encoding) -> impl Iterator<Item = (Script, Vec<Encoding>)> {
    Script::ALL.into_iter().filter_map(move |script| {
        let of_script = |encoding: &Encoding| Script::of(*encoding) == script && *encoding != found;
        let encodings = Encoding::ALL.into_iter().filter(of_script).collect::<Vec<_>>();
        (!encodings.is_empty()).then_some((script, encodings))
    })
}

#[component]
pub(super) fn EncodingChoice() -> impl IntoView {
    let importer = use_import();
    let preview = importer.state.preview;
    let dialect = dialect_now();
    let found = Memo::new(move |_| {
        preview.with(|preview| {
            preview.as_ref().map_or((Encoding::default(), true), |preview| {
                (preview.found.encoding, preview.encoding_sure)
            })
        })
    });
    let option = move |encoding: Encoding, words: String| {
        view! {
            <option value=encoding.label() prop:selected=move || dialect.get().encoding == encoding>
                {words}
            </option>
        }
    };
    let options = move || {
        let (found, is_sure) = found.get();
        let group = |(script, encodings): (Script, Vec<Encoding>)| {
            let named = |encoding: Encoding| option(encoding, format!("{}, {}", encoding.name(), encoding.region()));
            view! { <optgroup label=script.name()>{encodings.into_iter().map(named).collect_view()}</optgroup> }
        };
        view! {
            {option(found, found_words(found, is_sure))}
            {groups(found).map(group).collect_view()}
        }
    };
    let pick = move |event| {
        let label = event_target_value(&event);
        if let Some(encoding) = Encoding::ALL.into_iter().find(|encoding| encoding.label() == label) {
            importer.change_dialect(DialectChange::Encoding(encoding));
        }
    };
    let id = unique_id("encoding");
    view! {
        <div class="f encoding">
            <label class="xs t2" for=id.clone()>
                "Encoding"
            </label>
            <select class="sel s" id=id on:change=pick>
                {options}
            </select>
        </div>
    }
}

/// The first line that isn't plain ASCII, which shows whether the encoding is right.
#[component]
pub(super) fn FirstAccents() -> impl IntoView {
    let preview = use_import().state.preview;
    let accents = Memo::new(move |_| preview.with(|preview| preview.as_ref()?.accents.clone()));
    move || {
        accents.get().map(|line| {
            view! {
                <p class="xs t2 el" title=clipped(&line.text, 1000)>
                    {format!("Accents, line {}: ", count(line.line))}
                    <span class="t1">{clipped(line.text.trim(), SHOWN)}</span>
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_offered_once() {
        for found in [Encoding::Utf8, Encoding::EucKr] {
            let mut offered = groups(found).flat_map(|(_, encodings)| encodings).collect::<Vec<_>>();
            offered.push(found);
            assert_eq!(offered.len(), Encoding::ALL.len());
            assert!(Encoding::ALL.iter().all(|encoding| offered.contains(encoding)));
        }
    }

    #[test]
    fn a_group_without_another_encoding_is_left_out() {
        let scripts = |found| groups(found).map(|(script, _)| script).collect::<Vec<_>>();
        assert_eq!(scripts(Encoding::Utf8), Script::ALL);
        assert!(!scripts(Encoding::EucKr).contains(&Script::Korean));
    }

    #[test]
    fn a_guess_is_called_one() {
        assert_eq!(found_words(Encoding::Utf8, true), "Found: UTF-8");
        assert_eq!(found_words(Encoding::Windows1252, false), "Windows-1252 (a guess)");
    }
}

//! Where a file comes in: the browser's file chooser, and what is dropped on the window.

use leptos::{ev, html, prelude::*};
use web_sys::{DataTransfer, File, HtmlInputElement};

use crate::components::note::{Note, NoteTone};
use crate::import::state::SourceTab;
use crate::import::{Importer, use_import};

/// What the file chooser offers; anything can be dropped.
const OFFERED: &str = ".csv,.tsv,.txt,.tab,.gz,.zip,.xlsx,.ods,text/csv,text/tab-separated-values,text/plain";

/// The one input for files of this step, and what was last dropped without being a file.
#[derive(Clone, Copy)]
pub(super) struct Chooser {
    input: NodeRef<html::Input>,
    trouble: RwSignal<Option<Trouble>>,
    /// A file is held over the window.
    pub(super) over: RwSignal<bool>,
}

/// Why what was dropped isn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Folder,
    Several(usize),
}

impl Trouble {
    /// What is so, and what to do.
    fn words(self) -> (String, &'static str) {
        match self {
            Trouble::Folder => (
                "That is a folder.".to_owned(),
                "Open it, and drop the file that is in it.",
            ),
            Trouble::Several(files) => (
                format!("Those are {files} files, and an import reads one."),
                "Drop one of them; the others can be imported after it.",
            ),
        }
    }

    /// Of what was dropped: for each, whether it is a folder.
    fn of(are_folders: &[bool]) -> Option<Self> {
        match are_folders {
            [true] => Some(Trouble::Folder),
            [] | [false] => None,
            several => Some(Trouble::Several(several.len())),
        }
    }
}

/// Makes the step's chooser, and has the whole window take files while the step is shown.
pub(super) fn provide_chooser(importer: Importer) -> Chooser {
    let chooser = Chooser {
        input: NodeRef::new(),
        trouble: RwSignal::new(None),
        over: RwSignal::new(false),
    };
    provide_context(chooser);
    chooser.listen(importer);
    chooser
}

impl Chooser {
    fn take(self, importer: Importer, file: File) {
        self.trouble.set(None);
        importer.state.tab.set(SourceTab::File);
        importer.open_file(file);
    }

    fn take_dropped(self, importer: Importer, data: &DataTransfer) {
        match Trouble::of(&are_folders(data)) {
            Some(trouble) => {
                importer.state.tab.set(SourceTab::File);
                self.trouble.set(Some(trouble));
            }
            None => {
                if let Some(file) = data.files().and_then(|files| files.get(0)) {
                    self.take(importer, file);
                }
            }
        }
    }

    fn listen(self, importer: Importer) {
        let over = self.over;
        let brings_file = |event: &ev::DragEvent| {
            event
                .data_transfer()
                .is_some_and(|data| data.types().includes(&"Files".into(), 0))
        };
        let listeners = [
            window_event_listener(ev::dragover, move |event| {
                if brings_file(&event) {
                    event.prevent_default();
                    if !over.get_untracked() {
                        over.set(true);
                    }
                }
            }),
            window_event_listener(ev::dragleave, move |event| {
                // Between elements of the page the pointer is still over it.
                if event.related_target().is_none() {
                    over.set(false);
                }
            }),
            window_event_listener(ev::drop, move |event| {
                over.set(false);
                if brings_file(&event) {
                    event.prevent_default();
                    if let Some(data) = event.data_transfer() {
                        self.take_dropped(importer, &data);
                    }
                }
            }),
        ];
        on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    }
}

/// For each file that was dropped, whether it is a folder.
fn are_folders(data: &DataTransfer) -> Vec<bool> {
    let items = data.items();
    (0..items.length())
        .filter_map(|n| items.get(n))
        .filter(|item| item.kind() == "file")
        .map(|item| {
            let entry = item.webkit_get_as_entry().ok().flatten();
            entry.is_some_and(|entry| entry.is_directory())
        })
        .collect()
}

/// The input behind every [`FileButton`]. Put it once into the step.
#[component]
pub(super) fn FileInput() -> impl IntoView {
    let importer = use_import();
    let chooser = expect_context::<Chooser>();
    let take = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be chosen again, mended meanwhile.
        input.set_value("");
        if let Some(file) = file {
            chooser.take(importer, file);
        }
    };
    view! {
        <input
            node_ref=chooser.input
            class="file"
            type="file"
            accept=OFFERED
            aria-label="File with contacts"
            tabindex="-1"
            on:change=take
        />
    }
}

/// A button that opens the browser's file chooser for the source.
#[component]
pub(super) fn FileButton(
    label: &'static str,
    class: &'static str,
    #[prop(optional)] id: Option<&'static str>,
) -> impl IntoView {
    let chooser = expect_context::<Chooser>();
    let choose = move |_| {
        if let Some(input) = chooser.input.get_untracked() {
            input.click();
        }
    };
    view! {
        <button class=class type="button" id=id on:click=choose>
            {label}
        </button>
    }
}

/// Why what was dropped isn't read.
#[component]
pub(super) fn DropTrouble() -> impl IntoView {
    let chooser = expect_context::<Chooser>();
    move || {
        chooser.trouble.get().map(|trouble| {
            let (title, advice) = trouble.words();
            view! {
                <Note tone=NoteTone::Bad role="alert">
                    <b>{title}</b>
                    " "
                    {advice}
                </Note>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Trouble;

    #[test]
    fn one_file_is_taken_and_nothing_else() {
        let cases: [(&[bool], Option<Trouble>); 5] = [
            (&[], None),
            (&[false], None),
            (&[true], Some(Trouble::Folder)),
            (&[false, false, false], Some(Trouble::Several(3))),
            (&[true, false], Some(Trouble::Several(2))),
        ];
        for (dropped, expected) in cases {
            assert_eq!(Trouble::of(dropped), expected, "{dropped:?}");
        }
    }
}

//! Why a source can't be read, in words (UI.md 10.3): what is so, then what to do.

use muster_worker::protocol::{ContainerProblem, Refusal};

use crate::format;

/// A first sentence, set in bold, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    pub advice: String,
}

impl Notice {
    fn new(title: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            advice: advice.into(),
        }
    }

    pub fn of(reason: &Refusal) -> Self {
        match reason {
            Refusal::NotText(not_text) => Self::new(not_text.title(), not_text.advice()),
            Refusal::Container(problem) => Self::of_container(problem),
            Refusal::HeaderOnly => Self::new(
                "The file has column names but no rows.",
                "Choose one with contacts in it.",
            ),
            Refusal::PasteTooLarge { bytes } => Self::new(
                format!("That's {}; pasting takes up to 5 MB.", format::size(*bytes)),
                "Save it as a CSV file and choose it here.",
            ),
            Refusal::Stop(stop) => Self::of_sentences(&stop.to_string()),
            Refusal::Unreadable { message } if message.is_empty() => {
                Self::new("The browser couldn't read the file.", "Choose it again.")
            }
            Refusal::Unreadable { message } => Self::of_sentences(message),
        }
    }

    /// The first sentence is what is so; the others say what to do.
    fn of_sentences(sentences: &str) -> Self {
        match sentences.split_once(". ") {
            Some((title, advice)) => Self::new(format!("{title}."), advice),
            None => Self::new(
                format!("{}.", sentences.trim_end_matches('.')),
                "Choose the file again.",
            ),
        }
    }

    /// Workers ended on this source again and again; `why` is the browser's word.
    pub fn of_crash(why: &str) -> Self {
        let why = if why.is_empty() {
            String::new()
        } else {
            format!(" ({why})")
        };
        Self::new(
            "Reading broke off.",
            format!("Choose it again; if that doesn't help, reload the page.{why}"),
        )
    }

    fn of_container(problem: &ContainerProblem) -> Self {
        match problem {
            ContainerProblem::Encrypted => Self::new(
                "This file asks for a password.",
                "Save it without one, and choose it again.",
            ),
            ContainerProblem::Broken => Self::new(
                "This file is damaged or cut off.",
                "Download or save it once more, and choose it again.",
            ),
            ContainerProblem::TooLarge => Self::new(
                "Unpacked, this file is larger than any table should be.",
                "Unpack it yourself, look at it, and choose what is in it.",
            ),
            ContainerProblem::NothingToRead => Self::new(
                "There is no table in this file.",
                "Choose one with a CSV, TSV or TXT file, or with a sheet that has rows.",
            ),
            ContainerProblem::NoSuchPart { part } => Self::new(
                format!("There is no {part} in this file any more."),
                "Choose the file as it was.",
            ),
            ContainerProblem::NotRead { name } => Self::new(
                format!("This is {name}, which Muster doesn't read."),
                "Save it as a CSV or XLSX file, and choose that.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::intake::{Format, NotText, Stop};

    #[test]
    fn each_refusal_says_what_is_so_and_what_to_do() {
        let cases = [
            (Refusal::NotText(NotText::Empty), "The file is empty."),
            (Refusal::HeaderOnly, "The file has column names but no rows."),
            (Refusal::NotText(NotText::Binary), "This isn't a text file."),
            (
                Refusal::NotText(Format::Xls.into()),
                "This is an Excel workbook of before 2007 (.xls).",
            ),
            (
                Refusal::PasteTooLarge { bytes: 7_250_000 },
                "That's 7.2 MB; pasting takes up to 5 MB.",
            ),
            (
                Refusal::Stop(Stop::RecordTooLong {
                    line: 3,
                    quote_line: Some(7),
                }),
                "A quote opens on line 7 and isn't closed within 1 MiB.",
            ),
            (
                Refusal::Unreadable { message: String::new() },
                "The browser couldn't read the file.",
            ),
            (
                Refusal::Unreadable {
                    message: "The file isn't there any more, or it is a folder. Choose it again.".to_owned(),
                },
                "The file isn't there any more, or it is a folder.",
            ),
            (
                Refusal::Unreadable {
                    message: "Out of memory".to_owned(),
                },
                "Out of memory.",
            ),
            (
                Refusal::Container(ContainerProblem::NoSuchPart {
                    part: "Sheet 2".to_owned(),
                }),
                "There is no Sheet 2 in this file any more.",
            ),
            (Refusal::NotText(NotText::Binary), "This isn't a text file."),
        ];
        for (refusal, title) in cases {
            let notice = Notice::of(&refusal);
            assert_eq!(notice.title, title);
            assert!(notice.advice.ends_with(['.', '?']), "{notice:?}");
        }
    }

    #[test]
    fn each_problem_of_an_archive_has_a_title_and_a_way_out() {
        for problem in [
            ContainerProblem::Encrypted,
            ContainerProblem::Broken,
            ContainerProblem::TooLarge,
            ContainerProblem::NothingToRead,
            ContainerProblem::NotRead {
                name: "a 7-Zip archive".to_owned(),
            },
        ] {
            let notice = Notice::of(&Refusal::Container(problem));
            assert!(
                notice.title.ends_with('.') && notice.advice.ends_with('.'),
                "{notice:?}"
            );
        }
    }

    #[test]
    fn a_workbook_is_named_with_the_way_out() {
        let advice = Notice::of(&Refusal::NotText(Format::Xls.into())).advice;
        assert_eq!(
            advice,
            "In Excel: File, Save as, Excel workbook (.xlsx) or CSV UTF-8, and choose that file."
        );
    }
}

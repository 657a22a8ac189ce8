//! What is in the file that was chosen: text as it is, or within gzip, a zip archive or a workbook.

mod archive;
mod gauge;
mod inflate;
mod workbook;
mod zip;

pub(crate) use inflate::{Inflater, Packing};

use crate::flow::Content;
use crate::protocol::{Container, ContainerProblem, Part, Refusal};
use muster_shared::intake::{Shape, shape};
use web_sys::Blob;

/// What is read of the file that was chosen.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    pub(crate) content: Content,
    pub(crate) container: Option<Container>,
    /// Empty where there is no choice.
    pub(crate) parts: Vec<Part>,
    /// The one of `content`.
    pub(crate) part: Option<String>,
}

/// Opens the file `name`, which starts with `first`. `part`: which file or sheet of it; `None` takes the one that most likely has the contacts.
///
/// # Errors
/// There is nothing in it that can be read.
pub(crate) async fn unpack(blob: &Blob, name: &str, first: &[u8], part: Option<&str>) -> Result<Unpacked, Refusal> {
    match shape(first, Some(name)) {
        Shape::Text => Ok(Unpacked::whole(blob, None, None)),
        Shape::NotText(not_text) => Err(Refusal::NotText(not_text)),
        Shape::Gzip => Ok(Unpacked::whole(blob, Some(Packing::Gzip), Some(Container::Gzip))),
        Shape::Zip | Shape::Xlsx | Shape::Ods => archive::open(blob, part).await,
    }
}

impl Unpacked {
    fn whole(blob: &Blob, packing: Option<Packing>, container: Option<Container>) -> Self {
        Self {
            content: Content {
                blob: blob.clone(),
                packing,
            },
            container,
            parts: Vec::new(),
            part: None,
        }
    }

    /// The name that tells what the content is, of the file `name`.
    pub(crate) fn content_name<'a>(&'a self, name: &'a str) -> &'a str {
        match (self.container, &self.part) {
            (Some(Container::Zip), Some(part)) => part,
            (Some(Container::Gzip), _) => without_gz(name),
            _ => name,
        }
    }

    /// Looks at the content's first bytes.
    ///
    /// # Errors
    /// They are of another format, or packed once more.
    pub(crate) fn check_shape(&self, first: &[u8], name: &str) -> Result<(), Refusal> {
        if self.container == Some(Container::Workbook) {
            return Ok(());
        }
        match shape(first, Some(self.content_name(name))) {
            Shape::Text => Ok(()),
            Shape::NotText(not_text) => Err(Refusal::NotText(not_text)),
            Shape::Gzip | Shape::Zip | Shape::Xlsx | Shape::Ods => Err(Refusal::Container(ContainerProblem::NotRead {
                name: "an archive or a workbook within an archive".to_owned(),
            })),
        }
    }
}

/// `contacts.csv` of `contacts.csv.gz`.
fn without_gz(name: &str) -> &str {
    let start = name.len().saturating_sub(3);
    match name.get(start..) {
        Some(ending) if ending.eq_ignore_ascii_case(".gz") => &name[..start],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_gzip_is_taken_off() {
        for (name, without) in [
            ("contacts.csv.gz", "contacts.csv"),
            ("CONTACTS.TSV.GZ", "CONTACTS.TSV"),
            ("contacts", "contacts"),
            (".gz", ""),
            ("é", "é"),
            ("éé", "éé"),
        ] {
            assert_eq!(without_gz(name), without);
        }
    }
}

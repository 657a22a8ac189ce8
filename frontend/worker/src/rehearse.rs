//! What a worker does with a file, done once with files of our own while there is no real one: a browser compiles a function when it is
//! first called, which takes longer than to run it, and compiles it for speed only after it ran for a while. The first file's rows would
//! wait for the one, and a million rows would be checked for the most part before the other.

use crate::check::check;
use crate::crew::Crew;
use crate::engine::blob_of;
use crate::open::{Chosen, Given, Opened, open};
use crate::part::Question;
use crate::protocol::{Command, Event, Setup};
use crate::scope;
use crate::walk::walk;
use muster_shared::field::system_fields;
use muster_shared::merge::Existing;
use muster_shared::repeated::Repeats;
use muster_shared::{Assignment, Mapping, Source};
use std::fmt::Write;

/// The names of the fields that every account has, in their order, and one column more. Rows have what most files have: quotes, doubled
/// ones, line breaks within them, letters that aren't ASCII.
const HEADER: &str = "Email,First name,Last name,Date of birth,Mobile phone,Points,City,Country,Newsletter,Note\n";
/// Rows of the larger file: about 4 MB, after which Chromium has compiled for speed what is called for each row.
const ROWS: u32 = 32_000;

/// Reads a few rows, with which the page does the same, then many, and checks them. Pauses as often as all that reads: a command ends it
/// within some milliseconds.
pub(crate) async fn rehearse() {
    let command = Command::Open {
        name: String::new(),
        modified: None,
        pasted: None,
        dialect: None,
        part: None,
    };
    let _ = scope::read::<Command>(&scope::message(&command, None));
    if let Some(opened) = read(3).await {
        let preview = opened.preview;
        scope::post(&Event::Rehearsed { preview });
    }
    let Some(opened) = read(ROWS).await else { return };
    if let Ok(source) = opened.source.prepare().await {
        let crew = Crew::default();
        let _ = walk(&source, &crew, Question::Survey, None, |_| ()).await;
        let _ = check(&source, &crew, setup(), None).await;
    }
}

async fn read(rows: u32) -> Option<Opened> {
    let given = Given {
        blob: blob_of(None, Some(file(rows).await)).ok()?,
        name: "rehearsal.csv".to_owned(),
        modified: None,
    };
    open(&given, Chosen::default()).await.ok()
}

/// Written a thousand rows at a time: a command comes in between.
async fn file(rows: u32) -> String {
    let mut text = HEADER.to_owned();
    for row in 0..rows {
        if row % 1000 == 999 {
            scope::next_turn().await;
        }
        let (day, note) = (
            row % 28 + 1,
            if row % 5 == 0 {
                "\"Said \"\"yes\"\", call\nagain\""
            } else {
                ""
            },
        );
        // To a string, so it can't fail.
        let _ = writeln!(
            text,
            "zofia.lecka{row}@mail.example.com,Zofia,Łęcka-Weber,1988-11-{day:02},+34 612 34 {:02} {day:02},{row},San Sebastián,\
             Spain,Subscribed,{note}",
            row % 100,
        );
    }
    text
}

fn setup() -> Setup {
    let fields = system_fields();
    let assignments = fields.iter().enumerate().map(|(column, field)| Assignment {
        field: field.key.clone(),
        source: Source::Column(column),
        reading: Default::default(),
        empty: None,
        update: None,
    });
    Setup {
        mapping: Mapping {
            assignments: assignments.collect(),
        },
        fields,
        existing: Existing::Override,
        repeats: Repeats::default(),
    }
}

//! The way from a file to its first rows, walked once with a file of our own before there is a real one: a browser compiles a
//! function when it is first called, which takes longer than to run it, and the first file's rows would wait for all of them.

use crate::engine::blob_of;
use crate::open::{Chosen, Given, open};
use crate::protocol::{Command, Event};
use crate::scope;

/// Has what most files have: quotes, doubled ones, line breaks within them, letters that aren't ASCII.
const FILE: &str = "Email,Name,Date,Points,Note\n\
    ana@example.com,Ana López,1988-03-14,10,\"Said \"\"yes\"\", call\nagain\"\n\
    jonas@example.com,\"Weber, Jonas\",1990-11-02,25,\n\
    zofia@example.com,Zofia Łęcka,2001-01-30,7,\n";

/// Reads it, and tells nobody.
pub(crate) async fn rehearse() {
    let command = Command::Open {
        name: String::new(),
        modified: None,
        pasted: None,
        dialect: None,
        part: None,
    };
    let _ = scope::read::<Command>(&scope::message(&command, None));
    let Ok(blob) = blob_of(None, Some(FILE.to_owned())) else {
        return;
    };
    let given = Given {
        blob,
        name: "rehearsal.csv".to_owned(),
        modified: None,
    };
    if let Ok(opened) = open(&given, Chosen::default()).await {
        let preview = opened.preview;
        let _ = scope::message(&Event::Opened { preview }, None);
    }
}

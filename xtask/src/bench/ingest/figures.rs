//! What was measured, and the figures made of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::bench::numbers::{median, rounded};

/// The report of `tests/src/bin/measure-ingest`.
#[derive(Debug, Deserialize)]
pub(super) struct Measured {
    rows: u64,
    bytes: u64,
    /// By contestant, the seconds of each turn.
    turns: BTreeMap<String, Vec<f64>>,
}

/// The report of `tests/e2e/measure/import.spec.ts`: the file through the real page, into an empty account.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    rows: u64,
    /// From pressing *Import* until the upload is complete.
    import_to_uploaded_s: f64,
    /// The same until the page says that it is finished.
    import_to_finished_s: f64,
    peak_server_mb: f64,
}

/// What `--json` writes. Times are medians; a ratio is a speed over that of `COPY`.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    ratio_copy_new: f64,
    ratio_copy_update: f64,
    ratio_copy_unchanged: f64,
    /// Through the page, from pressing *Import* until it is finished; `None` where the page was left out.
    ratio_copy_end_to_end: Option<f64>,
    rows_per_s_end_to_end: Option<f64>,
    /// Of the server without its database.
    pub(super) server_peak_mb: f64,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// By contestant, in the table's order.
    pub(super) contestants: Vec<Speed>,
}

/// One contestant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Speed {
    pub(super) name: String,
    pub(super) seconds: f64,
    pub(super) rows_per_s: f64,
    pub(super) ratio_copy: f64,
}

/// The contestants' names in the report, and what they did.
const CONTESTANTS: [(&str, &str); 12] = [
    ("copy", "`COPY` into the same table: the limit"),
    ("by_hand_new", "upsert by hand in SQL, all new"),
    ("by_hand_update", "upsert by hand in SQL, all change"),
    ("by_hand_unchanged", "upsert by hand in SQL, nothing to change"),
    ("new", "**ours, all new**"),
    ("new_in_segment", "ours, all new, into a segment"),
    ("update", "**ours, all change**"),
    ("half", "ours, half new, half change"),
    ("unchanged", "**ours, nothing to change**"),
    ("only_empty", "ours, only empty fields, none is empty"),
    ("skipped", "ours, existing contacts are left"),
    ("new_with_upload", "ours, all new, with the upload (no browser)"),
];

impl Figures {
    /// # Errors
    /// When one of those that always have their turn had none.
    pub(super) fn of(
        measured: &Measured,
        peers: &BTreeMap<String, f64>,
        page: Option<&Page>,
        server_peak_mb: f64,
    ) -> Result<Self> {
        let seconds = |name: &str| {
            let turns = measured.turns.get(name).cloned().unwrap_or_default();
            median(turns).with_context(|| format!("{name} had no turn"))
        };
        let copy = measured.rows as f64 / seconds("copy")?;
        let speed = |name: &str, rows: u64, seconds: f64| Speed {
            name: name.to_owned(),
            seconds: rounded(seconds, 100.0),
            rows_per_s: (rows as f64 / seconds).round(),
            ratio_copy: rounded(rows as f64 / seconds / copy, 100.0),
        };
        let mut contestants = Vec::new();
        for (name, what) in CONTESTANTS {
            if measured.turns.contains_key(name) {
                contestants.push(speed(what, measured.rows, seconds(name)?));
            }
        }
        let page_speed = page.map(|page| {
            let name = format!(
                "**ours, all new, from *Import* to *Finished* in the browser** (uploaded after {:.1} s)",
                page.import_to_uploaded_s
            );
            speed(&name, page.rows, page.import_to_finished_s)
        });
        contestants.extend(page_speed.clone());
        contestants.extend(peers.iter().map(|(name, seconds)| speed(name, measured.rows, *seconds)));
        let ratio = |name: &str| seconds(name).map(|s| rounded(measured.rows as f64 / s / copy, 100.0));
        Ok(Self {
            ratio_copy_new: ratio("new")?,
            ratio_copy_update: ratio("update")?,
            ratio_copy_unchanged: ratio("unchanged")?,
            ratio_copy_end_to_end: page_speed.as_ref().map(|speed| speed.ratio_copy),
            rows_per_s_end_to_end: page_speed.map(|speed| speed.rows_per_s),
            server_peak_mb: rounded(page.map_or(0.0, |page| page.peak_server_mb).max(server_peak_mb), 10.0),
            rows: measured.rows,
            bytes: measured.bytes,
            contestants,
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A million rows: `COPY` takes 6 s, everything else 12 s, the page 15 s.
    pub(in super::super) fn figures() -> Figures {
        let mut turns: BTreeMap<String, Vec<f64>> = CONTESTANTS
            .iter()
            .map(|(name, _)| ((*name).to_owned(), vec![12.0, 11.0, 99.0]))
            .collect();
        turns.insert("copy".to_owned(), vec![6.0]);
        let measured = Measured {
            rows: 1_000_000,
            bytes: 120_000_000,
            turns,
        };
        let page = Page {
            rows: 1_000_000,
            import_to_uploaded_s: 7.0,
            import_to_finished_s: 15.0,
            peak_server_mb: 90.0,
        };
        let peers = BTreeMap::from([("pgloader".to_owned(), 30.0)]);
        Figures::of(&measured, &peers, Some(&page), 88.0).unwrap()
    }

    #[test]
    fn ratios_are_of_medians_and_the_peak_is_the_highest() {
        let figures = figures();
        assert_eq!((figures.ratio_copy_new, figures.ratio_copy_update), (0.5, 0.5));
        assert_eq!(figures.ratio_copy_end_to_end, Some(0.4));
        assert_eq!(figures.rows_per_s_end_to_end, Some(66_667.0));
        assert_eq!(figures.server_peak_mb, 90.0);
        assert_eq!(figures.contestants.last().unwrap().ratio_copy, 0.2);
    }

    #[test]
    fn who_had_no_turn_is_missed() {
        let measured = Measured {
            rows: 1000,
            bytes: 1,
            turns: BTreeMap::from([("copy".to_owned(), vec![1.0])]),
        };
        assert!(Figures::of(&measured, &BTreeMap::new(), None, 1.0).is_err());
    }
}

//! What the browser measured, and the figures made of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::bench::numbers::{median, rounded};

/// The report of `tests/e2e/measure/intake.spec.ts`.
#[derive(Debug, Deserialize)]
pub(super) struct Measured {
    /// ISO 8601, of the day.
    date: String,
    browser: String,
    /// As the browser says it.
    cores: u32,
    rows: u64,
    bytes: u64,
    /// By contestant, one for each round.
    turns: BTreeMap<Contestant, Vec<Turn>>,
    /// The real page, one for each round.
    app: Vec<App>,
}

/// Who reads the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Contestant {
    /// A BYOB stream into one reused buffer, and nothing done with it.
    Read,
    /// Our worker as the page starts it.
    Ours,
    /// Our worker without helpers.
    OursOneWorker,
    Udsv,
    Papaparse,
}

/// One contestant's turn on the whole file, in a page of its own.
#[derive(Debug, Deserialize)]
struct Turn {
    ms: f64,
    /// Of the page's process, without the browser's program.
    own_mb: f64,
    /// Of the same, with it.
    resident_mb: f64,
    /// Ours alone: from the file's choice until its rows are counted, before the check.
    count_ms: Option<f64>,
}

/// One turn of the real page: the file chosen, mapped and checked.
#[derive(Debug, Deserialize)]
struct App {
    /// From the choice to the frame after the first rows.
    first_rows_ms: f64,
    /// Of the page's main thread, from the choice on; 0: none over 50 ms.
    longest_task_ms: f64,
    own_mb: f64,
    resident_mb: f64,
}

/// What `--json` writes. Times and speeds are medians, peaks and longest tasks the highest.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// Our speed over the contestant's; `None` where it had no turn.
    ratio_papaparse: Option<f64>,
    ratio_udsv: Option<f64>,
    ratio_read: f64,
    /// Of the whole check by our worker.
    mb_per_s: f64,
    pub(super) first_rows_ms: f64,
    /// The tab's own memory: all but the browser's program, which its processes share.
    pub(super) peak_renderer_mb: f64,
    pub(super) longest_task_ms: f64,
    /// The tab's memory with the browser's program.
    pub(super) peak_resident_mb: f64,
    pub(super) date: String,
    pub(super) browser: String,
    pub(super) cores: u32,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// Of our first pass, which counts.
    pub(super) count_mb_per_s: f64,
    pub(super) contestants: BTreeMap<Contestant, Speed>,
}

/// A contestant's speed and memory over the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Speed {
    pub(super) mb_per_s: f64,
    pub(super) rows_per_s: f64,
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
    pub(super) peak_resident_mb: f64,
    /// Our speed over this one's.
    pub(super) ratio: f64,
}

impl Figures {
    /// # Errors
    /// When a contestant that always has a turn had none.
    pub(super) fn of(measured: &Measured) -> Result<Self> {
        let ours = median(times(measured, Contestant::Ours, |turn| Some(turn.ms))).context("our worker had no turn")?;
        let count = median(times(measured, Contestant::Ours, |turn| turn.count_ms)).context("nothing was counted")?;
        let mb_per_s = |ms: f64| measured.bytes as f64 / ms / 1000.0;
        let mut contestants = BTreeMap::new();
        for (contestant, turns) in &measured.turns {
            let Some(ms) = median(times(measured, *contestant, |turn| Some(turn.ms))) else {
                continue;
            };
            let speed = Speed {
                mb_per_s: rounded(mb_per_s(ms), 10.0),
                rows_per_s: (measured.rows as f64 * 1000.0 / ms).round(),
                seconds: rounded(ms / 1000.0, 1000.0),
                peak_mb: highest(turns.iter().map(|turn| turn.own_mb)),
                peak_resident_mb: highest(turns.iter().map(|turn| turn.resident_mb)),
                ratio: rounded(ms / ours, 100.0),
            };
            contestants.insert(*contestant, speed);
        }
        let ratio = |contestant| contestants.get(&contestant).map(|speed: &Speed| speed.ratio);
        Ok(Self {
            ratio_papaparse: ratio(Contestant::Papaparse),
            ratio_udsv: ratio(Contestant::Udsv),
            ratio_read: ratio(Contestant::Read).context("reading alone had no turn")?,
            mb_per_s: rounded(mb_per_s(ours), 10.0),
            first_rows_ms: median(measured.app.iter().map(|app| app.first_rows_ms).collect())
                .map(|ms| rounded(ms, 10.0))
                .context("the page had no turn")?,
            peak_renderer_mb: highest(measured.app.iter().map(|app| app.own_mb)),
            peak_resident_mb: highest(measured.app.iter().map(|app| app.resident_mb)),
            longest_task_ms: highest(measured.app.iter().map(|app| app.longest_task_ms)),
            date: measured.date.clone(),
            browser: measured.browser.clone(),
            cores: measured.cores,
            rows: measured.rows,
            bytes: measured.bytes,
            count_mb_per_s: rounded(mb_per_s(count), 10.0),
            contestants,
        })
    }
}

fn times(measured: &Measured, contestant: Contestant, time: impl Fn(&Turn) -> Option<f64>) -> Vec<f64> {
    let turns = measured.turns.get(&contestant).into_iter().flatten();
    turns.filter_map(time).collect()
}

/// To a tenth; 0 of none.
fn highest(numbers: impl Iterator<Item = f64>) -> f64 {
    rounded(numbers.fold(0.0, f64::max), 10.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A million rows of 120 MB: ours at 1 s, one worker at 1.8 s, reading at 0.1 s, uDSV at 6 s, `PapaParse` at 9 s.
    pub(in super::super) fn measured() -> Measured {
        let turn = |ms: u32| serde_json::json!({ "ms": ms, "own_mb": 80.04, "resident_mb": 170 });
        let ours = |ms: u32| serde_json::json!({ "ms": ms, "own_mb": 90, "resident_mb": 180, "count_ms": 400 });
        serde_json::from_value(serde_json::json!({
            "date": "2026-01-02", "browser": "156.0.1", "cores": 2, "rows": 1_000_000, "bytes": 120_000_000,
            "turns": {
                "read": [turn(100), turn(90), turn(110)],
                "ours": [ours(5000), ours(900), ours(1000)],
                "ours_one_worker": [ours(1800)],
                "udsv": [turn(7000), turn(5000)],
                "papaparse": [turn(9000)],
            },
            "app": [
                { "first_rows_ms": 31.04, "longest_task_ms": 0, "own_mb": 88, "resident_mb": 200 },
                { "first_rows_ms": 40, "longest_task_ms": 51, "own_mb": 77, "resident_mb": 201 },
                { "first_rows_ms": 20, "longest_task_ms": 0, "own_mb": 60, "resident_mb": 160 },
            ],
        }))
        .unwrap()
    }

    #[test]
    fn ratios_are_of_medians_and_peaks_are_the_highest() {
        let figures = Figures::of(&measured()).unwrap();
        assert_eq!(figures.mb_per_s, 120.0);
        assert_eq!(figures.ratio_read, 0.1);
        assert_eq!((figures.ratio_udsv, figures.ratio_papaparse), (Some(6.0), Some(9.0)));
        assert_eq!((figures.first_rows_ms, figures.longest_task_ms), (31.0, 51.0));
        assert_eq!((figures.peak_renderer_mb, figures.peak_resident_mb), (88.0, 201.0));
        assert_eq!(figures.count_mb_per_s, 300.0);
        let one = figures.contestants[&Contestant::OursOneWorker];
        assert_eq!((one.seconds, one.ratio, one.rows_per_s), (1.8, 1.8, 555_556.0));
    }

    #[test]
    fn peers_may_stay_out_and_reading_may_not() {
        let mut measured = measured();
        measured.turns.remove(&Contestant::Udsv);
        measured.turns.insert(Contestant::Papaparse, Vec::new());
        let figures = Figures::of(&measured).unwrap();
        assert_eq!((figures.ratio_udsv, figures.ratio_papaparse), (None, None));
        assert!(!figures.contestants.contains_key(&Contestant::Papaparse));
        measured.turns.remove(&Contestant::Read);
        assert!(Figures::of(&measured).is_err());
    }
}

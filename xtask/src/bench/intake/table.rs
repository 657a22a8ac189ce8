//! The figures as a Markdown table: what BENCHMARKS.md keeps.

use std::fmt::Write;

use super::figures::{Contestant, Figures};
use crate::bench::numbers::grouped;

/// Who, what they did, and how fast; then the page's own figures.
pub(super) fn table(figures: &Figures) -> String {
    let mut text = format!(
        "\n{}: {} rows, {:.1} MB; {} cores, Chromium {}\n\n",
        figures.date,
        grouped(figures.rows as f64),
        figures.bytes as f64 / 1e6,
        figures.cores,
        figures.browser
    );
    text.push_str("| whole file | MB/s | rows/s | seconds | ours is | peak memory |\n|---|--:|--:|--:|--:|--:|\n");
    for (contestant, speed) in &figures.contestants {
        let _ = writeln!(
            text,
            "| {} | {:.0} | {} | {:.2} | {:.2} x | {:.0} MB |",
            name(*contestant),
            speed.mb_per_s,
            grouped(speed.rows_per_s),
            speed.seconds,
            speed.ratio,
            speed.peak_mb
        );
    }
    let longest = if figures.longest_task_ms > 0.0 {
        format!("{:.0} ms", figures.longest_task_ms)
    } else {
        "none over 50 ms".to_owned()
    };
    let _ = write!(
        text,
        "\n| the page | |\n|---|--:|\n| first rows painted | {:.0} ms |\n| longest task of the main thread | {longest} |\n\
         | peak memory of the tab | {:.0} MB |\n| counting the rows | {:.0} MB/s |\n",
        figures.first_rows_ms, figures.peak_renderer_mb, figures.count_mb_per_s
    );
    text
}

fn name(contestant: Contestant) -> &'static str {
    match contestant {
        Contestant::Read => "reading alone",
        Contestant::Ours => "**ours**",
        Contestant::OursOneWorker => "ours, one worker",
        Contestant::Udsv => "uDSV + JS rules",
        Contestant::Papaparse => "PapaParse + JS rules",
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::measured;
    use super::*;

    #[test]
    fn every_contestant_has_its_line() {
        let text = table(&Figures::of(&measured()).unwrap());
        assert!(text.starts_with("\n2026-01-02: 1,000,000 rows, 120.0 MB; 2 cores, Chromium 156.0.1\n"));
        for line in [
            "| reading alone | 1200 | 10,000,000 | 0.10 | 0.10 x | 80 MB |",
            "| **ours** | 120 | 1,000,000 | 1.00 | 1.00 x | 90 MB |",
            "| PapaParse + JS rules | 13 | 111,111 | 9.00 | 9.00 x | 80 MB |",
            "| longest task of the main thread | 51 ms |",
        ] {
            assert!(text.contains(&format!("{line}\n")), "{line} in:\n{text}");
        }
    }
}

//! The figures as a Markdown table: what BENCHMARKS.md keeps.

use std::fmt::Write;

use super::figures::Figures;
use crate::bench::numbers::grouped;

pub(super) fn table(figures: &Figures) -> String {
    let mut text = format!(
        "\n{} contacts, {:.1} MB; peak memory of the server {:.0} MB\n\n\
         | what | seconds | rows/s | of `COPY` |\n|---|--:|--:|--:|\n",
        grouped(figures.rows as f64),
        figures.bytes as f64 / 1e6,
        figures.server_peak_mb,
    );
    for speed in &figures.contestants {
        let _ = writeln!(
            text,
            "| {} | {:.2} | {} | {:.2} |",
            speed.name,
            speed.seconds,
            grouped(speed.rows_per_s),
            speed.ratio_copy
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::figures;
    use super::*;

    #[test]
    fn every_contestant_has_its_line() {
        let text = table(&figures());
        assert!(text.starts_with("\n1,000,000 contacts, 120.0 MB; peak memory of the server 90 MB\n"));
        for line in [
            "| `COPY` into the same table: the limit | 6.00 | 166,667 | 1.00 |",
            "| **ours, all new** | 12.00 | 83,333 | 0.50 |",
            "| pgloader | 30.00 | 33,333 | 0.20 |",
        ] {
            assert!(text.contains(&format!("{line}\n")), "{line} in:\n{text}");
        }
    }
}

//! How many tests passed and failed, as the runners say it.

use std::ops::AddAssign;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
    }
}

impl Counts {
    /// What one line of `cargo test` says: `test result: ok. 12 passed; 0 failed; 1 ignored; ...`. Nothing on other lines.
    pub(super) fn of_cargo_line(line: &str) -> Option<Self> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut parts = numbers.split("; ");
        let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
        let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
        Some(Self { passed, failed })
    }

    /// What Playwright's JSON report says. A test that passed at the second try has passed.
    pub(super) fn of_playwright_report(report: &serde_json::Value) -> Option<Self> {
        let count = |name: &str| report["stats"][name].as_u64();
        Some(Self {
            passed: count("expected")? + count("flaky")?,
            failed: count("unexpected")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_line_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.05s";
        assert_eq!(Counts::of_cargo_line(line), Some(Counts { passed: 12, failed: 3 }));
    }

    #[test]
    fn other_lines_are_not() {
        for line in [
            "running 3 tests",
            "test result::is_kept ... ok",
            "12 passed; 3 failed;",
            "",
        ] {
            assert_eq!(Counts::of_cargo_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_report_is_counted() {
        let report = serde_json::json!({"stats": {"expected": 5, "unexpected": 2, "flaky": 1, "skipped": 4}});
        assert_eq!(
            Counts::of_playwright_report(&report),
            Some(Counts { passed: 6, failed: 2 })
        );
        assert_eq!(Counts::of_playwright_report(&serde_json::json!({})), None);
    }
}

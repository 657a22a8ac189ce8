//! Which rows of a long list are drawn, and where: plain arithmetic, in pixels, with tests.

use std::ops::Range;

/// Rows drawn above and below what is seen.
pub const OVERSCAN: usize = 20;

/// The tallest content given to the browser. Engines lose or clamp positions somewhat above 17 million pixels
/// (Firefox) or 33 million (Chromium); a million rows of 36 are more than that.
const TALLEST: f64 = 12_000_000.0;

/// At both ends of a list that is too tall, so many pixels are scrolled one to one.
const TRUE_ENDS: f64 = 1_000_000.0;

/// A list of equal rows seen through a box.
///
/// `y` is the true distance from the list's top to the box's top; `scroll` is the same for the browser, which knows
/// a list of at most 12 million pixels. Up to there both are equal; beyond, the middle is shrunk.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RowWindow {
    /// How many rows there are.
    pub count: usize,
    /// Height of one row.
    pub row: f64,
    /// Height of the box, without its head.
    pub view: f64,
}

impl RowWindow {
    /// The true height of all rows.
    fn tall(&self) -> f64 {
        // Row counts are far below 2^52.
        self.count as f64 * self.row
    }

    /// The height of all rows as the browser knows it.
    pub fn height(&self) -> f64 {
        self.tall().min(TALLEST)
    }

    /// Whether the browser's scrolling differs from the true one.
    pub fn is_shrunk(&self) -> bool {
        self.tall() > TALLEST
    }

    /// The greatest `y`.
    pub fn deepest(&self) -> f64 {
        (self.tall() - self.view).max(0.0)
    }

    fn deepest_scroll(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// How much the middle is shrunk: true pixels for one of the browser's.
    fn factor(&self) -> f64 {
        (self.deepest() - 2.0 * TRUE_ENDS) / (self.deepest_scroll() - 2.0 * TRUE_ENDS)
    }

    /// The browser's scroll position for `y`.
    pub fn scroll_of(&self, y: f64) -> f64 {
        let y = y.clamp(0.0, self.deepest());
        if !self.is_shrunk() || y <= TRUE_ENDS {
            y
        } else if self.deepest() - y <= TRUE_ENDS {
            self.deepest_scroll() - (self.deepest() - y)
        } else {
            TRUE_ENDS + (y - TRUE_ENDS) / self.factor()
        }
    }

    /// The `y` for the browser's scroll position.
    pub fn y_of(&self, scroll: f64) -> f64 {
        let scroll = scroll.clamp(0.0, self.deepest_scroll());
        if !self.is_shrunk() || scroll <= TRUE_ENDS {
            scroll
        } else if self.deepest_scroll() - scroll <= TRUE_ENDS {
            self.deepest() - (self.deepest_scroll() - scroll)
        } else {
            TRUE_ENDS + (scroll - TRUE_ENDS) * self.factor()
        }
    }

    /// The rows to draw at `y`.
    pub fn rows(&self, y: f64) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        let first = (y / self.row).floor() as usize;
        let seen = (self.view / self.row).ceil() as usize + 1;
        first.saturating_sub(OVERSCAN).min(self.count)..(first + seen + OVERSCAN).min(self.count)
    }

    /// Heights of the empty space above and below the rows drawn at `y`, so that they appear in place.
    pub fn gaps(&self, y: f64, rows: &Range<usize>) -> (f64, f64) {
        let above = (self.scroll_of(y) + rows.start as f64 * self.row - y).max(0.0);
        let drawn = rows.len() as f64 * self.row;
        (above, (self.height() - above - drawn).max(0.0))
    }

    /// The `y` nearest to this one with row `n` fully seen.
    pub fn reveal(&self, y: f64, n: usize) -> f64 {
        let top = n as f64 * self.row;
        y.clamp((top + self.row - self.view).min(top), top)
            .clamp(0.0, self.deepest())
    }
}

/// Where a key leads among `count` rows, coming from row `at`; `page` rows fit in the box.
pub fn row_for_key(key: &str, at: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some((at + 1).min(last)),
        "ArrowUp" => Some(at.saturating_sub(1)),
        "PageDown" => Some((at + page.max(1)).min(last)),
        "PageUp" => Some(at.saturating_sub(page.max(1))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(count: usize) -> RowWindow {
        RowWindow {
            count,
            row: 36.0,
            view: 720.0,
        }
    }

    #[test]
    fn a_short_list_scrolls_one_to_one() {
        let w = window(1_000);
        assert_eq!(w.scroll_of(1_234.0), 1_234.0);
        assert_eq!(w.y_of(1_234.0), 1_234.0);
        assert_eq!(w.rows(0.0), 0..41);
        assert_eq!(w.rows(3_600.0), 80..141);
        assert_eq!(w.gaps(3_600.0, &(80..141)), (2_880.0, 36_000.0 - 2_880.0 - 61.0 * 36.0));
        assert_eq!(w.rows(w.deepest()), 960..1_000);
    }

    #[test]
    fn a_long_list_reaches_every_row_and_both_ends() {
        for count in [333_334, 1_000_000, 20_000_000] {
            let w = window(count);
            assert!(w.is_shrunk());
            assert!(w.height() <= 12_000_000.0);
            assert_eq!(w.y_of(w.height() - w.view), w.deepest());
            for share in [0.0, 0.01, 0.3, 0.5, 0.77, 0.999, 1.0] {
                let y = w.deepest() * share;
                assert!((w.y_of(w.scroll_of(y)) - y).abs() < 0.01, "{count} at {share}");
                let rows = w.rows(y);
                assert!(rows.contains(&((y / 36.0) as usize)));
                let (above, below) = w.gaps(y, &rows);
                // The first row drawn appears where the true list has it.
                let appears_at = above - w.scroll_of(y);
                assert!(
                    (appears_at - (rows.start as f64 * 36.0 - y)).abs() < 0.01,
                    "{count} at {share}"
                );
                assert!((above + below + rows.len() as f64 * 36.0 - w.height()).abs() < 0.01);
            }
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let w = window(0);
        assert_eq!(w.rows(0.0), 0..0);
        assert_eq!(w.deepest(), 0.0);
        assert_eq!(RowWindow::default().rows(0.0), 0..0);
    }

    #[test]
    fn a_row_is_revealed_with_the_least_movement() {
        let w = window(1_000);
        assert_eq!(w.reveal(0.0, 5), 0.0);
        assert_eq!(w.reveal(0.0, 20), 36.0);
        assert_eq!(w.reveal(3_600.0, 10), 360.0);
        assert_eq!(w.reveal(0.0, 999), w.deepest());
    }

    #[test]
    fn keys_walk_the_rows() {
        let cases = [
            ("ArrowDown", 0, Some(1)),
            ("ArrowDown", 9, Some(9)),
            ("ArrowUp", 0, Some(0)),
            ("PageDown", 3, Some(7)),
            ("PageUp", 3, Some(0)),
            ("Home", 5, Some(0)),
            ("End", 5, Some(9)),
            ("x", 5, None),
        ];
        for (key, at, expected) in cases {
            assert_eq!(row_for_key(key, at, 10, 4), expected, "{key} from {at}");
        }
        assert_eq!(row_for_key("End", 0, 0, 4), None);
    }
}

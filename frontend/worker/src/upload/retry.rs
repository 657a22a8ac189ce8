//! What an answer means, and how long to wait before the next try.

use muster_shared::api::ApiError;

/// First wait after a failure, in milliseconds; doubled with every further one.
const FIRST_MS: f64 = 500.0;
/// Longest wait, so that an upload goes on soon after the server is back.
const LONGEST_MS: f64 = 15_000.0;
/// Longest wait that a server may ask for.
const LONGEST_ASKED_MS: f64 = 120_000.0;

/// What to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Read it: it is the answer if it is whole.
    Done,
    SignIn,
    /// The same request may succeed later.
    Later,
    Refused,
}

/// Reads an HTTP status (RFC 9110, section 15; 425: RFC 8470; 429: RFC 6585).
pub(crate) fn answer(status: u16) -> Answer {
    match status {
        200..=299 => Answer::Done,
        401 => Answer::SignIn,
        408 | 425 | 429 | 500..=599 => Answer::Later,
        _ => Answer::Refused,
    }
}

/// Milliseconds to wait after the `failures`-th failure in a row (from 1): exponential, with jitter of half, so that many
/// browsers don't come back in step. `random` is in 0..1. What the server asks for is the least.
pub(crate) fn wait_ms(failures: u32, asked_ms: Option<f64>, random: f64) -> u32 {
    let doubled = FIRST_MS * 2_f64.powi(failures.saturating_sub(1).min(16) as i32);
    let own = doubled.min(LONGEST_MS) * (0.5 + random / 2.0);
    let asked = asked_ms.unwrap_or(0.0).clamp(0.0, LONGEST_ASKED_MS);
    own.max(asked) as u32
}

/// The seconds of a `Retry-After` header in milliseconds. Its other form, a date, is the caller's: it needs a clock.
pub(crate) fn retry_after_ms(header: &str) -> Option<f64> {
    header
        .trim()
        .parse::<u32>()
        .ok()
        .map(|seconds| f64::from(seconds) * 1000.0)
}

/// What a refusal says. A body that isn't ours (a proxy's page) gets a sentence of its own.
pub(crate) fn refusal(status: u16, body: &str) -> ApiError {
    serde_json::from_str(body).unwrap_or_else(|_| ApiError {
        code: format!("http.{status}"),
        message: format!("The server refused this (status {status}). Ask whoever runs it to look."),
        request_id: None,
        field: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_sorted() {
        for (status, expected) in [
            (200, Answer::Done),
            (204, Answer::Done),
            (401, Answer::SignIn),
            (403, Answer::Refused),
            (404, Answer::Refused),
            (408, Answer::Later),
            (409, Answer::Refused),
            (413, Answer::Refused),
            (422, Answer::Refused),
            (429, Answer::Later),
            (500, Answer::Later),
            (503, Answer::Later),
        ] {
            assert_eq!(answer(status), expected, "{status}");
        }
    }

    #[test]
    fn waits_double_up_to_a_limit_and_differ() {
        assert_eq!(wait_ms(1, None, 1.0), 500);
        assert_eq!(wait_ms(1, None, 0.0), 250);
        assert_eq!(wait_ms(3, None, 1.0), 2000);
        assert_eq!(wait_ms(30, None, 1.0), 15_000);
        assert_eq!(wait_ms(u32::MAX, None, 0.0), 7_500);
    }

    #[test]
    fn what_the_server_asks_for_is_honoured_within_reason() {
        assert_eq!(wait_ms(1, Some(7_000.0), 1.0), 7_000);
        assert_eq!(wait_ms(1, Some(1e9), 1.0), 120_000);
        assert_eq!(wait_ms(1, Some(-5.0), 1.0), 500);
        assert_eq!(retry_after_ms(" 7 "), Some(7_000.0));
        assert_eq!(retry_after_ms("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }

    #[test]
    fn a_foreign_page_is_still_a_sentence() {
        assert_eq!(refusal(403, "<html>").code, "http.403");
        let ours = r#"{"code":"batch.differs","message":"No."}"#;
        assert_eq!(refusal(409, ours).message, "No.");
    }
}

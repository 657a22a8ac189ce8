//! How much an archive may unpack to.

use crate::protocol::ContainerProblem;
use muster_shared::limits::{UNPACKED_BYTES, UNPACKED_RATIO, UNPACKED_RATIO_FROM};

/// Refuses what unpacks to more than any table does.
///
/// # Errors
/// [`ContainerProblem::TooLarge`]: `packed` bytes became `unpacked`.
pub(super) fn weigh(packed: u64, unpacked: u64) -> Result<(), ContainerProblem> {
    let bomb = unpacked > UNPACKED_RATIO_FROM && unpacked / UNPACKED_RATIO > packed;
    match bomb || unpacked > UNPACKED_BYTES {
        true => Err(ContainerProblem::TooLarge),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bombs_and_giants_are_refused() {
        for (packed, unpacked, fine) in [
            (0, 0, true),
            (100, UNPACKED_RATIO_FROM, true),
            (100, UNPACKED_RATIO_FROM + 1, false),
            (1 << 20, 200 << 20, true),
            (1 << 20, 202 << 20, false),
            (1 << 30, UNPACKED_BYTES, true),
            (1 << 30, UNPACKED_BYTES + 1, false),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(weigh(packed, unpacked).is_ok(), fine, "{packed} to {unpacked}");
        }
    }
}

//! What is found where two ways to the same answer give two.

use std::fmt::{self, Debug, Display};

/// Two answers that should be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What should be the same.
    pub what: &'static str,
    pub ours: String,
    pub expected: String,
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:\n  is       {}\n  expected {}",
            self.what, self.ours, self.expected
        )
    }
}

/// # Errors
/// They aren't the same.
pub(crate) fn same<T: PartialEq + Debug>(what: &'static str, ours: &T, expected: &T) -> Result<(), Difference> {
    match ours == expected {
        true => Ok(()),
        false => Err(Difference {
            what,
            ours: format!("{ours:?}"),
            expected: format!("{expected:?}"),
        }),
    }
}

/// # Errors
/// It doesn't hold; `of` is what it should hold of.
pub(crate) fn holds(what: &'static str, holds: bool, of: &dyn Debug) -> Result<(), Difference> {
    match holds {
        true => Ok(()),
        false => Err(Difference {
            what,
            ours: format!("{of:?}"),
            expected: "otherwise".to_owned(),
        }),
    }
}

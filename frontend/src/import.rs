//! An import on its way: from the chosen file to the sealed upload.

pub mod draft;

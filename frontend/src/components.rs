//! The parts that screens are made of. They take values and callbacks; none of them knows the API, the worker or the
//! state of an import.

pub mod check;
pub mod combobox;
pub mod dialog;
pub mod dom;
pub mod drawer;
pub mod field;
pub mod gradual;
pub mod icon;
pub mod menu;
mod modal;
pub mod note;
pub mod pill;
pub mod popover;
pub mod progress;
pub mod result;
pub mod segmented;
pub mod shell;
pub mod state;
pub mod stepper;
pub mod theme;
pub mod timer;
pub mod toast;
pub mod virtual_table;
pub mod window;
pub mod wizard;

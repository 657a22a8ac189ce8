//! The parts that screens are made of. They take values and callbacks; none of them knows the API, the worker or the
//! state of an import.

pub mod combobox;
pub mod dialog;
pub mod dom;
pub mod drawer;
pub mod icon;
pub mod menu;
mod modal;
pub mod note;
pub mod popover;
pub mod progress;
pub mod shell;
pub mod state;
pub mod stepper;
pub mod theme;
pub mod toast;
pub mod wizard;

//! The strategy of an organisation: a folder of TOML files, checked and compiled.

pub mod model;

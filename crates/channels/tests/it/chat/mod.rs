//! The web chat's protocol: frames, tickets, identities, files and colours.

mod colour;
mod file;
mod frame;
mod signed;

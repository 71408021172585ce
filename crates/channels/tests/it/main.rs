//! The formats through their public doors: fixtures, foreign files, and texts nobody meant.

mod chat;
mod cloudevents;
mod door;
mod fuzz;
mod http;
mod mail;
mod map;
mod segment;
mod table;
mod time;
mod webhook;
mod whatsapp;

use serde_json::Value;
use voorzet_channels::line;

/// The event that a line is, as JSON.
fn event(line: &str) -> Value {
    serde_json::to_value(line::read(line).expect("readable")).expect("serialises")
}

/// Why a line is none.
fn refused(line: &str) -> String {
    line::read(line).expect_err("not readable").to_string()
}

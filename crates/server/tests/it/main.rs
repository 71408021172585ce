//! Tests of the binary: examples as they stand in the documentation, and the command line.

mod access;
mod api;
mod chat;
mod check;
mod delivery;
mod desk;
mod examples;
mod expected;
mod feedback;
mod helpdesk;
mod hostile;
mod inbound;
mod incidents;
mod mail;
mod merged;
mod replay;
mod report;
mod schemas;
mod serve;
mod server;
mod signals;
mod strategy;
mod voorzet;
mod whatsapp;
mod written;

//! Tests of the binary: examples as they stand in the documentation, and the command line.

mod check;
mod examples;
mod expected;
mod helpdesk;
mod hostile;
mod inbound;
mod incidents;
mod merged;
mod replay;
mod schemas;
mod signals;
mod voorzet;
mod written;

//! Conversations and cases through the live loop: customers write, agents ask, time passes, the process ends.

mod acknowledged;
mod answers;
mod contacts;
mod poison;
mod reasons;
mod receipts;
mod routing;
mod served;
mod shop;
mod threads;
mod work;

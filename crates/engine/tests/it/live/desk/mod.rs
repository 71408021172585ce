//! Conversations and cases through the live loop: customers write, agents ask, time passes, the process ends.

mod acknowledged;
mod answers;
mod asked_many;
mod asked_once;
mod contacts;
mod feedback;
mod poison;
mod reasons;
mod receipts;
mod routing;
mod satisfied;
mod served;
mod shop;
mod threads;
mod work;

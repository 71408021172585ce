//! Conversations and cases through the live loop: customers write, agents ask, time passes, the process ends.

mod answers;
mod contacts;
mod reasons;
mod receipts;
<<<<<<< HEAD
mod routing;
=======
mod served;
>>>>>>> api
mod shop;
mod threads;
mod work;

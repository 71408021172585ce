//! Who may do what: signing in, sessions, roles, tokens, and what is told of it.

mod again;
mod audit;
mod authenticator;
pub(crate) mod browser;
mod csrf;
mod guess;
mod invitation;
mod limit;
mod matrix;
mod passkey;
mod provider;
mod session;
mod settings;
mod sso;
mod swapped;
mod token;
mod told;
mod totp;
mod user;

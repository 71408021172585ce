//! The web chat: visitors of the organisation's pages, by a widget that this server hands out.
//!
//! What a visitor says is in the log before it is acknowledged. What is said to them goes through the outbox; it is
//! sent as soon as the store says so, as from then on it is a [line](voorzet_store::line) of the session, which any
//! widget that opens the session is shown. So nothing of the conversation lives here: a restart forgets who types.
//!
//! | file | what |
//! |---|---|
//! | `settings` | `[channels.chat]` |
//! | `admission` | which pages may open it, and how fast anybody may ask |
//! | `session` | `POST /chat/sessions`: a session begins, or goes on |
//! | `socket`, `poll` | the two ways to speak and listen |
//! | `room` | who listens to a session, and how things are in it |
//! | `rooms` | all of them, and what the rest of the server says there |
//! | `outlet` | what waits to be sent to one who listens |
//! | `hear` | what a visitor says goes into the log |
//! | `show` | what was said, as a visitor is shown it |
//! | `follow` | lines of the store go to who listens |
//! | `resolved` | a case is resolved: the visitor is asked whether it helped |
//! | `attachment` | files and pictures |
//! | `opening` | whether somebody is there, and when one may be called |
//! | `public` | the widget, what it looks like, the sample shop |

mod admission;
mod attachment;
mod follow;
mod hear;
mod opening;
mod outlet;
mod poll;
mod public;
mod resolved;
mod room;
mod rooms;
mod session;
mod settings;
mod show;
mod socket;

use std::sync::{Arc, OnceLock};

use axum::http::{Method, StatusCode};
use compact_str::{CompactString, format_compact};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, broadcast, watch};
use toml::Table;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use voorzet_channels::Came;
use voorzet_channels::chat::Key;
use voorzet_domain::conversation::Outgoing;
use voorzet_engine::deliver::{Dispatch, Pace, Route};
use voorzet_store::entry::Incoming;

use super::{Account, Provider, Sign, Tools, Typing};
use crate::access::rule::Rule;
use crate::access::ticket;
use crate::api::problem::Problem;
use crate::serve::app::{App, HOUSE};
use admission::Limits;
use rooms::Rooms;
use settings::Settings;

/// The strategy's channel.
const CHANNEL: &str = "chat";

/// How many sends may be under way at once: each is one question to the store.
const AT_ONCE: u32 = 256;

/// What it is called in the settings, and everything that it does.
pub(crate) static PROVIDER: Provider = Provider {
    name: "chat",
    set_up,
    routes,
    rules: &[
        (Method::GET, "/chat/widget.js", Rule::Channel),
        (Method::GET, "/chat/settings", Rule::Channel),
        (Method::POST, "/chat/sessions", Rule::Channel),
        (Method::GET, "/chat/socket", Rule::Channel),
        (Method::GET, "/chat/poll", Rule::Channel),
        (Method::POST, "/chat/send", Rule::Channel),
        (Method::POST, "/chat/attachments", Rule::Channel),
        (Method::GET, "/chat/attachments/{hash}", Rule::Channel),
        (Method::GET, "/sample-shop", Rule::Channel),
        (Method::GET, "/sample-shop/{file}", Rule::Channel),
    ],
};

/// An account of the web chat.
pub(crate) struct Chat {
    /// Its name, which is its route.
    name: CompactString,
    settings: Settings,
    /// What sessions are signed with; there once the account listens.
    key: OnceLock<Key>,
    rooms: Rooms,
    /// How many more sockets may be open.
    places: Arc<Semaphore>,
    limits: Limits,
}

fn set_up(account: &str, settings: Table) -> Result<Arc<dyn Account>, String> {
    let settings = Settings::read(settings)?;
    Ok(Arc::new(Chat {
        name: account.into(),
        key: OnceLock::new(),
        rooms: Rooms::new(account, settings.ask_after),
        places: Arc::new(Semaphore::new(settings.sockets)),
        limits: Limits::new(settings.per_address),
        settings,
    }))
}

fn routes() -> OpenApiRouter<Arc<App>> {
    let ask = |routes: utoipa_axum::router::UtoipaMethodRouter<Arc<App>>| {
        // Pages of others ask first whether they may.
        routes.map(|methods| methods.fallback(admission::preflight))
    };
    OpenApiRouter::new()
        .routes(ask(routes!(public::settings)))
        .routes(ask(routes!(session::post)))
        .routes(ask(routes!(poll::get)))
        .routes(ask(routes!(poll::post)))
        .routes(ask(routes!(attachment::post)))
        .routes(ask(routes!(attachment::get)))
        .route_layer(axum::middleware::from_fn(admission::shared))
        .routes(routes!(socket::get))
        .routes(routes!(public::widget))
        .routes(routes!(public::sample_shop))
        .routes(routes!(public::sample_shop_file))
}

impl Account for Chat {
    fn route(&self) -> Route {
        // Sent twice under one key, it is one line: a line is what the store says was sent.
        Route::account(Pace { concurrency: AT_ONCE, ..Pace::messages() }, true)
    }

    fn carry(self: Arc<Self>, tools: Tools, dispatch: Dispatch) -> BoxFuture<'static, Came> {
        async move { self.say(&tools, &dispatch).await }.boxed()
    }

    fn show(&self, session: &str, sign: Sign<'_>) {
        self.show_sign(session, sign);
    }

    fn typing(&self) -> Option<broadcast::Receiver<Typing>> {
        Some(self.visitors_typing())
    }

    fn listen(self: Arc<Self>, app: Arc<App>, stop: watch::Receiver<bool>) -> Option<BoxFuture<'static, ()>> {
        Some(
            async move {
                let mut over = stop.clone();
                tokio::select! {
                    () = self.follow(&app) => {}
                    _ = over.wait_for(|stop| *stop) => {}
                }
                self.rooms.end();
            }
            .boxed(),
        )
    }
}

impl Chat {
    /// Sends a message: that is, says whether its session can be read. It is shown once the store says that it was
    /// sent, so that what a visitor sees is never more than what is on disk.
    async fn say(&self, tools: &Tools, dispatch: &Dispatch) -> Came {
        let rejected = |problem: &str| Came::Rejected { problem: problem.to_owned() };
        if serde_json::from_str::<Outgoing>(dispatch.body.get()).is_err() {
            return rejected("it is no message");
        }
        if session::is_over(&dispatch.to, dispatch.at) {
            return rejected("the chat's session is over; write by another channel");
        }
        let (account, session) = (self.name.clone(), dispatch.to.clone());
        let known = tools.readers.read(move |reader| reader.lines_of(&account, &session, 0, 1)).await;
        match known {
            Ok(lines) if lines.is_empty() => rejected("nobody has written in a chat of this name"),
            Ok(_) => Came::Sent { reference: None },
            Err(_) => Came::Retry { after: None, problem: "the store cannot be read".to_owned() },
        }
    }

    /// What sessions are signed with.
    fn key(&self) -> Result<&Key, Problem> {
        let early = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "starting").retry_after(1);
        self.key.get().ok_or_else(early)
    }

    /// Finds what sessions are signed with, or draws it, once and for all.
    async fn find_key(&self, app: &App) -> Result<(), Problem> {
        let name = format_compact!("chat.key.{}", self.name);
        let kept = name.clone();
        let value = if let Some(value) = app.readers.read(move |reader| reader.meta(&kept)).await? {
            value
        } else {
            let value = ticket::random()?;
            app.place(HOUSE, vec![Incoming::Mark { name, value: value.clone() }], 0).await?;
            value
        };
        let key =
            Key::new(value.as_bytes()).ok_or_else(|| Problem::internal(&"the chat's key is too short"))?;
        // There is one already when it was found twice, and then it is the same.
        let _ = self.key.set(key);
        Ok(())
    }
}

/// The account of this name.
fn account(app: &App, name: &str) -> Result<Arc<Chat>, Problem> {
    let unknown = || Problem::unknown(format!("there is no chat account `{name}`"));
    app.delivery.accounts().of::<Chat>(name).ok_or_else(unknown)
}

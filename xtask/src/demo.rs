//! `cargo xtask demo`: a sample organisation with its history, decided over, and then live.

mod children;
mod settings;
mod strategy;
mod stream;

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::calendar::stamp;
use crate::steps::short;
use crate::ui::Ui;
use crate::workspace::{QUICK, Workspace, run as call};
use children::Children;

const STRATEGY: &str = "examples/webshop";

const DAY: i64 = 86_400_000;

/// Who may do everything.
const ADMINISTRATOR: &str = "admin@example.org";

/// The shop's own agents, made up as its customers are.
const AGENTS: [&str; 6] = ["Anouk", "Joris", "Samira", "Bram", "Lotte", "Yusuf"];

/// Every so many seconds a customer writes without a cause in the world, whatever its hour.
const VISITORS: &str = "6";

/// How many days the world goes on.
const AHEAD: i64 = 60;

/// How long the server may take to listen, and the first decision to come.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was asked for.
struct Wanted {
    customers: u32,
    days: i64,
    seed: u64,
    speed: f64,
    listen: String,
    once: bool,
}

/// Builds `voorzet`, gives it a history, and lets the sample world go on in it until somebody says stop.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut wanted = Wanted {
        customers: 5_000,
        days: 90,
        seed: 1,
        speed: 90.0,
        listen: "127.0.0.1:8600".to_owned(),
        once: false,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("customers") => wanted.customers = arguments.value()?.parse()?,
            Long("days") => wanted.days = arguments.value()?.parse()?,
            Long("seed") => wanted.seed = arguments.value()?.parse()?,
            Long("speed") => wanted.speed = arguments.value()?.parse()?,
            Long("listen") => wanted.listen = arguments.value()?.parse()?,
            Long("once") => wanted.once = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let start = Instant::now();
    let workspace = Workspace::find()?;
    println!("Building voorzet; the first time this takes a few minutes.");
    Ui::ready(&workspace)?.build()?;
    let voorzet = workspace.build_voorzet(QUICK)?;
    println!("Built in {}.", short(start.elapsed()));
    let demo = Demo::new(&workspace, voorzet, wanted)?;
    demo.prepare()?;
    demo.live(start)
}

struct Demo<'w> {
    workspace: &'w Workspace,
    voorzet: PathBuf,
    wanted: Wanted,
    /// Under `target`, so that it can be looked at afterwards and goes with `cargo clean`.
    folder: PathBuf,
    /// When the history ends and the world goes on.
    now: String,
    /// The world's first midnight.
    begins: String,
}

impl<'w> Demo<'w> {
    fn new(workspace: &'w Workspace, voorzet: PathBuf, wanted: Wanted) -> Result<Self> {
        // Another one is told before anything is thrown away.
        TcpListener::bind(&wanted.listen).with_context(|| {
            format!("{} is taken; choose another with --listen, or stop what runs there", wanted.listen)
        })?;
        let folder = workspace.target.join("demo-data");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} is in use", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
        let begins = now - now.rem_euclid(DAY) - wanted.days * DAY;
        Ok(Self { workspace, voorzet, wanted, folder, now: stamp(now), begins: stamp(begins) })
    }

    /// A history that ends now, imported and decided on.
    fn prepare(&self) -> Result<()> {
        let history = self.folder.join("history.ndjson");
        println!(
            "\nA web shop with {} made-up customers, and {} days of its history up to now:",
            self.wanted.customers, self.wanted.days
        );
        call(self.world().args(["--until", &self.now, "--out"]).arg(&history))?;
        println!("\nThe strategy in {STRATEGY} decides over that history; nothing of it is sent:");
        strategy::copy(&self.workspace.root.join(STRATEGY), &self.strategy())?;
        let mut import = self.command("import");
        call(
            import
                .args(["--source", "shop", "--strategy"])
                .arg(self.strategy())
                .arg("--data")
                .arg(self.data())
                .arg(&history),
        )?;
        fs::remove_file(&history).context("the history cannot be put away")
    }

    /// The server, and the world that goes on in it.
    fn live(&self, start: Instant) -> Result<()> {
        let webhooks = format!("127.0.0.1:{}", free_port()?);
        let channels =
            Channels { meta: format!("127.0.0.1:{}", free_port()?), shop_page: secret(), meta_app: secret() };
        let file = self.data().join("voorzet.toml");
        fs::write(&file, settings(&self.strategy(), &webhooks, &channels)?)?;
        let (shop, mail, own) = (self.key("shop")?, self.key("mail")?, self.key("me")?);
        let password = self.person("Admin", ADMINISTRATOR, "administrator")?;
        let agents = AGENTS.map(|name| -> Result<String> {
            let email = format!("{}@example.org", name.to_lowercase());
            Ok(format!("{email}:{}", self.person(name, &email, "agent")?))
        });
        let mut children = Children::begin()?;
        let mut serve = self.command("serve");
        serve.args(["--listen", &self.wanted.listen, "--set", "log.level=warn", "--data"]).arg(self.data());
        let said = children.add("the server", serve.stdout(Stdio::piped()))?;
        let address = address(said)?;
        settings::set_address(&address, &self.token()?)?;
        let mut meta = self.command("standin");
        meta.args(["whatsapp", "--listen", &channels.meta, "--server", &address, "--config"]).arg(&file);
        children.add("Meta's stand-in", meta.stdout(Stdio::null()))?;
        let mut feed = self.world();
        feed.args(["--live", "--from", &self.now, "--speed", &self.wanted.speed.to_string()]);
        feed.args(["--to", &address, "--webhooks", &webhooks, "--chat-secret", &channels.shop_page]);
        // Keys may begin with a hyphen.
        feed.arg(format!("--key={shop}")).arg(format!("--mail-key={mail}"));
        feed.arg(format!("--token={}", self.token()?));
        feed.args(["--whatsapp", &format!("http://{}", channels.meta), "--visitors", VISITORS]);
        for agent in agents {
            feed.args(["--agent", &agent?]);
        }
        children.add("the world", &mut feed)?;
        println!("{}", told(&address, &own, &password, start.elapsed()));
        if self.wanted.once {
            let decision = stream::first_decision(&address, &self.token()?, PATIENCE);
            children.stop()?;
            println!("the first live decision: {}", decision?);
            return Ok(());
        }
        children.wait()
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.voorzet);
        command.current_dir(&self.workspace.root).arg(name);
        command
    }

    /// The world: the same for its history and for what comes after it.
    fn world(&self) -> Command {
        let mut world = self.command("world");
        world.args([
            "--customers",
            &self.wanted.customers.to_string(),
            "--seed",
            &self.wanted.seed.to_string(),
        ]);
        world.args(["--days", &(self.wanted.days + AHEAD).to_string(), "--start", &self.begins]);
        world
    }

    /// The copy of the strategy that it runs.
    fn strategy(&self) -> PathBuf {
        self.folder.join("strategy")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// Makes somebody who may sign in; their password.
    fn person(&self, name: &str, email: &str, role: &str) -> Result<String> {
        let password = format!("{:016x}", RandomState::new().build_hasher().finish());
        let mut add = self.command("user");
        add.args(["add", name, email, "--role", role, "--password-stdin", "--data"]);
        let mut add = add.arg(self.data()).stdin(Stdio::piped()).spawn()?;
        add.stdin.take().context("nobody listens")?.write_all(password.as_bytes())?;
        if !add.wait()?.success() {
            bail!("`voorzet user add` failed");
        }
        Ok(password)
    }

    /// What lets us look at the server that runs.
    fn token(&self) -> Result<String> {
        let note = fs::read_to_string(self.data().join("server.json")).context("the server left no note")?;
        let note: serde_json::Value = serde_json::from_str(&note)?;
        Ok(note["token"].as_str().context("the note has no token")?.to_owned())
    }

    /// A write key for a source.
    fn key(&self, source: &str) -> Result<String> {
        let output = self.command("source").args(["add", source, "--data"]).arg(self.data()).output()?;
        if !output.status.success() {
            bail!("`voorzet source add` failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

/// The channels by which the sample world's customers write.
struct Channels {
    /// Where Meta's stand-in listens.
    meta: String,
    /// What the shop's page signs with who is signed in to it.
    shop_page: String,
    /// What Meta's stand-in signs with.
    meta_app: String,
}

/// Settings under which customers chat and use WhatsApp, the world's own systems mail for the shop and take every webhook,
/// and every other message is a line in the server's log.
fn settings(strategy: &Path, webhooks: &str, channels: &Channels) -> Result<String> {
    let text = fs::read_to_string(strategy.join("strategy.toml")).context("the strategy cannot be read")?;
    let strategy: toml::Table = text.parse()?;
    let names = |section: &str| -> Vec<String> {
        let table = strategy.get(section).and_then(toml::Value::as_table);
        table.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    let mut settings = String::from("# Made by `cargo xtask demo`.\n");
    settings.push_str(&format!(
        "[channels.chat]\nprovider = \"chat\"\nsample_shop = true\nalways_open = true\nidentity_secret = \"{}\"\n\
         [channels.whatsapp]\nprovider = \"whatsapp\"\nphone_number_id = \"106500000000001\"\n\
         token = \"{}\"\napp_secret = \"{}\"\nverify_token = \"{}\"\n\
         url = \"http://{}/v23.0\"\nallow_private = true\n",
        channels.shop_page,
        secret(),
        channels.meta_app,
        secret(),
        channels.meta
    ));
    settings.push_str(&format!(
        "[channels.mail]\nprovider = \"webhook\"\nurl = \"http://{webhooks}/mail\"\nallow_private = true\n\
         secrets = [\"{}\"]\n",
        secret()
    ));
    let ours = ["whatsapp", "mail"];
    for channel in names("channels").iter().filter(|name| !ours.contains(&name.as_str())) {
        settings.push_str(&format!("[channels.{channel}]\nprovider = \"log\"\n"));
    }
    for webhook in names("webhooks") {
        settings.push_str(&format!(
            "[webhooks.{webhook}]\nurl = \"http://{webhooks}/{webhook}\"\nallow_private = true\n\
             secrets = [\"{}\"]\n",
            secret()
        ));
    }
    Ok(settings)
}

/// A webhook's secret, drawn anew for each demo: the digits are base64 of 36 bytes.
fn secret() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("whsec_{:016x}{:016x}{:016x}", part(), part(), part())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Where a server says that it listens, once it is ready.
fn address(said: Option<std::process::ChildStdout>) -> Result<String> {
    use std::io::BufRead;
    let mut lines = std::io::BufReader::new(said.context("the server says nothing")?).lines();
    let mut address = None;
    for line in lines.by_ref() {
        let line = line?;
        address =
            address.or_else(|| line.split_once("listens on ").map(|(_, address)| address.trim().to_owned()));
        if line.trim_start().starts_with("ready") {
            // What else it says is nobody's business, but it must be able to say it.
            std::thread::spawn(move || lines.count());
            return address.context("the server does not say where it listens");
        }
    }
    bail!("the server ended")
}

fn told(address: &str, key: &str, password: &str, spent: Duration) -> String {
    format!(
        "\n  The ladder, live:  {address}\n  \
         the inbox          {address}/inbox\n  \
         reviews            {address}/reviews  (once somebody judged them)\n  \
         the shop's page    {address}/sample-shop  (chat there as a customer)\n  \
         sign in as         {ADMINISTRATOR}\n  with the password  {password}\n\n\
         Send an event of your own:\n\n\
         curl {address}/v1/batch -u {key}: -d '{{\"batch\":[\n\
         {{\"type\":\"identify\",\"userId\":\"sam\",\"traits\":{{\"name\":\"Sam\",\"email\":\"sam@example.com\"}}}},\n\
         {{\"type\":\"track\",\"userId\":\"sam\",\"event\":\"payment.failed\",\n \
         \"properties\":{{\"about\":\"order\",\"reference\":\"order-1\",\"amount\":49.95}}}}]}}'\n\n\
         Its decision stands in the stream on the page: type `sam` in the filter.\n\n\
         Customers are asked how they were helped. To be seen within minutes they are asked 20 seconds after it was\n\
         resolved: in the strategy of the shop that is 72 hours by mail. Mail and WhatsApp keep its quiet hours. What\n\
         customers answer is sample data.\n\n\
         Ready after {}. Everything is in target/demo-data; Ctrl-C stops it.\n",
        short(spent)
    )
}

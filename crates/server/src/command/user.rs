//! `voorzet user`: who may sign in.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use voorzet_store::account::{AccountChange, AuditRecord};
use voorzet_store::entry::Incoming;
use voorzet_store::{Store, Writer};

use super::{On, options, print_json};
use crate::access::known::Known;
use crate::access::password;
use crate::access::person::{Person, email};
use crate::access::role::Role;
use crate::api::Done;
use crate::api::invitations::{NewPassword, password_changes};
use crate::api::people::{Invited, NewPerson, PersonChange, ShownMember, ShownPeople, changed, invited};
use crate::api::problem::Problem;
use crate::api::signed::ShownPerson;
use crate::running::{Running, reader};
use crate::serve::clock;

/// Who may sign in
#[derive(Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Adds somebody, and prints a link where they choose a password
    Add {
        /// Their name
        name: String,
        /// Their mail address
        email: String,
        /// What they are; may be given more than once
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<Role>,
        /// Read a password from standard input, instead of printing a link
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        on: On,
    },
    /// Lists everybody
    List {
        #[command(flatten)]
        on: On,
    },
    /// Lets somebody sign in no longer; where they are signed in, that is over
    Disable {
        /// Their mail address
        email: String,
        #[command(flatten)]
        on: On,
    },
}

impl UserArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.action {
            Action::Add { name, email, roles, password_stdin, on } => {
                let new = NewPerson { name, email, roles };
                let password = if password_stdin { Some(from_stdin()?) } else { None };
                let invited = add(&on.data, &new, password)?;
                if on.json {
                    print_json(&invited)?;
                } else if !password_stdin {
                    writeln!(std::io::stdout(), "{}", invited.link)?;
                }
            }
            Action::List { on } => list(&on)?,
            Action::Disable { email, on } => {
                disable(&on.data, &email)?;
                if on.json {
                    print_json(&Done::YES)?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A password from standard input: its first line.
fn from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().take(10_000).read_to_string(&mut text).context("no password can be read")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn add(folder: &Path, new: &NewPerson, password: Option<String>) -> anyhow::Result<Invited> {
    if let Some(password) = &password {
        password::judge(password, &[&new.email, &new.name]).map_err(|problem| told(&problem))?;
    }
    if let Some(running) = Running::on(folder) {
        let mut invited: Invited = running.post("/api/people", new)?;
        if let Some(password) = password {
            let token = invited.link.rsplit('/').next().unwrap_or_default();
            running.post::<Done>(&format!("/api/invitations/{token}"), &NewPassword { password })?;
            invited.link.clear();
        }
        return Ok(invited);
    }
    let mut writer: Writer = Store::open(folder, &options()?)?.writer;
    let known = Known::load(writer.read(), clock::now())?;
    let (person, mut changes, mut link) = invited(&known, new).map_err(|problem| told(&problem))?;
    if let Some(password) = password {
        changes.retain(|change| !matches!(change, AccountChange::Credential(_)));
        changes.extend(password_changes(&known, person.number, password::hash_at_once(&password)?));
        link.clear();
    }
    changes.push(by_hand("invite_person", &person));
    keep(&mut writer, changes)?;
    Ok(Invited { person: ShownPerson::of(&person), link })
}

fn list(on: &On) -> anyhow::Result<()> {
    let people = ShownPeople::of(&Known::load(&reader(&on.data)?, clock::now())?);
    if on.json {
        return print_json(&people);
    }
    let mut out = std::io::stdout().lock();
    for ShownMember { person, disabled, invited, .. } in people.people {
        let roles = serde_json::to_string(&person.roles)?.replace(['[', ']', '"'], "").replace(',', ", ");
        let state = if disabled.is_some() {
            "  disabled"
        } else if invited {
            "  invited"
        } else {
            ""
        };
        writeln!(out, "{}  {}  {roles}{state}", person.email, person.name)?;
    }
    Ok(())
}

fn disable(folder: &Path, address: &str) -> anyhow::Result<()> {
    let known = Known::load(&reader(folder)?, clock::now())?;
    let person = email(address).and_then(|email| known.by_email(&email));
    let Some(person) = person else { bail!("nobody has the mail address `{address}`") };
    let change = PersonChange { disabled: Some(true), ..PersonChange::default() };
    if let Some(running) = Running::on(folder) {
        return running.patch::<ShownMember>(&format!("/api/people/{}", person.number), &change).map(drop);
    }
    let mut writer: Writer = Store::open(folder, &options()?)?.writer;
    let known = Known::load(writer.read(), clock::now())?;
    let (person, mut changes) = changed(&known, person.number, &change).map_err(|problem| told(&problem))?;
    changes.push(by_hand("change_person", &person));
    keep(&mut writer, changes)
}

/// What is done on a store on which no server runs is told as well.
fn by_hand(action: &str, person: &Person) -> AccountChange {
    AccountChange::Audit(AuditRecord {
        number: 0,
        at: clock::now(),
        person: None,
        who: "this machine".to_owned(),
        action: action.to_owned(),
        object: format!("person {}", person.number),
        detail: person.name.clone(),
        address: "the command line".to_owned(),
    })
}

fn keep(writer: &mut Writer, changes: Vec<AccountChange>) -> anyhow::Result<()> {
    let incoming: Vec<Incoming> = changes.into_iter().map(Incoming::from).collect();
    writer.commit(clock::now(), &incoming, None)?;
    Ok(())
}

fn told(problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("{problem}")
}

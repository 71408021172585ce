//! The map: how the rows of the export become contacts.

use std::collections::BTreeMap;
use std::fmt::Write;

use voorzet_channels::tabular::{Sheet, quoted};

use super::column::Column;
use super::reason::Chosen;
use super::role::{Role, channel};
use super::{Export, NoProposal, Wanted};

/// Which column is what, and how it is written.
pub(super) struct Plan<'a> {
    export: &'a Export,
    wanted: &'a Wanted,
    columns: BTreeMap<Role, usize>,
}

/// A map that makes an event of every row, with every cell under the number of its column.
pub(super) fn every_column(sheet: &Sheet, columns: usize) -> String {
    let mut map = sheet.begin_map("first", &[]);
    map.insert_str(0, "asset   = \"row:x\"\n");
    map.push_str("\n[columns]\n");
    for index in 0..columns {
        // Writing to a string cannot fail.
        let _ = writeln!(map, "c{index} = {}", sheet.column(index));
    }
    map.push_str("\n[data]\n");
    for index in 0..columns {
        let _ = writeln!(map, "c{index} = \"{{c{index}}}\"");
    }
    map.push_str("\n[[event]]\ntype = \"row\"\ntime = { text = \"0\", format = \"unix\" }\n");
    map
}

impl<'a> Plan<'a> {
    /// Looks the columns up.
    pub(super) fn new(export: &'a Export, wanted: &'a Wanted) -> Result<Self, NoProposal> {
        let mut columns = BTreeMap::new();
        for (role, name) in &wanted.columns {
            let index = export.column(name).ok_or_else(|| NoProposal::NoColumn(name.clone()))?;
            columns.insert(*role, index);
        }
        let plan = Self { export, wanted, columns };
        for role in [Role::Customer, Role::Reason, Role::Opened] {
            plan.column(role).ok_or(NoProposal::Lacks(role.name()))?;
        }
        if let Some(opened) = plan.column(Role::Opened).filter(|column| column.format.is_none()) {
            return Err(NoProposal::NoTimes(opened.name.clone()));
        }
        Ok(plan)
    }

    /// The column of a role.
    pub(super) fn column(&self, role: Role) -> Option<&'a Column> {
        self.columns.get(&role).map(|index| &self.export.columns[*index])
    }

    /// What the language calls something.
    pub(super) fn said<'t>(&self, dutch: &'t str, english: &'t str) -> &'t str {
        if self.wanted.language == "nl" { dutch } else { english }
    }

    /// The map by which contacts are counted: the same rows, with the cells as they are.
    pub(super) fn to_count(&self) -> String {
        let mut map = self.begin();
        map.push_str("\n[event.data]\n");
        for role in [Role::Reason, Role::Closed, Role::Priority, Role::Satisfaction] {
            if self.column(role).is_some() {
                let _ = writeln!(map, "{} = {{ column = \"{}\" }}", role.name(), self.alias(role));
            }
        }
        map
    }

    /// The map by which the export is imported.
    pub(super) fn to_import(&self, reasons: &[(Chosen, super::ProposedReason)]) -> String {
        let mut map = self.begin();
        map.push_str("\n[event.data.reason]\n");
        let _ = writeln!(map, "column = {}\nelse   = \"other\"", quoted(&self.alias(Role::Reason)));
        map.push_str("\n[event.data.reason.values]\n");
        for (chosen, reason) in reasons.iter().filter(|(_, reason)| reason.id != "other") {
            for value in &chosen.values {
                let _ = writeln!(map, "{} = {}", quoted(value), quoted(&reason.id));
            }
        }
        if let Some(column) = self.column(Role::Channel) {
            map.push_str("\n[event.data.channel]\n");
            let alias = quoted(&self.alias(Role::Channel));
            let _ = writeln!(map, "column = {alias}\nelse   = \"other\"\n\n[event.data.channel.values]");
            for value in column.values.keys() {
                if let Some(channel) = channel(value) {
                    let _ = writeln!(map, "{} = \"{channel}\"", quoted(value));
                }
            }
        }
        if self.column(Role::Priority).is_some() {
            let alias = quoted(&self.alias(Role::Priority));
            let _ = writeln!(map, "\n[event.data.priority]\ncolumn = {alias}");
        }
        map
    }

    /// What both maps have in common, up to the fields of the event: from which rows contacts come, whose and when.
    fn begin(&self) -> String {
        let sheet = &self.export.sheet;
        let mut missing: Vec<String> = Vec::new();
        for sign in self.columns.values().flat_map(|index| &self.export.columns[*index].missing) {
            if !missing.contains(sign) {
                missing.push(sign.clone());
            }
        }
        let mut map = sheet.begin_map("helpdesk", &missing);
        let format =
            self.column(Role::Opened).and_then(|column| column.format.as_deref()).unwrap_or("rfc3339");
        let _ = write!(
            map,
            "\n[time]\nformat  = {}\nzone    = {}\nskipped = \"later\"\n\n[columns]\n",
            quoted(format),
            quoted(&self.wanted.timezone)
        );
        for (role, index) in &self.columns {
            let _ = writeln!(map, "{} = {}", self.alias(*role), sheet.column(*index));
        }
        map.push_str("\n[rows]\n");
        if self.column(Role::Case).is_some() {
            let _ = writeln!(map, "case  = {}\norder = \"file\"", quoted(&self.alias(Role::Case)));
        } else {
            let _ = writeln!(map, "time = {}", quoted(&self.alias(Role::Opened)));
        }
        let customer = quoted(&self.alias(Role::Customer));
        let _ = write!(
            map,
            "\n[customer]\n{} = {customer}\n\n[[event]]\ntype = \"contact.received\"\n",
            self.identity()
        );
        if self.column(Role::Case).is_some() {
            map.push_str("on   = \"first\"\n");
        }
        let _ = writeln!(map, "time = {}", quoted(&self.alias(Role::Opened)));
        map
    }

    /// By what kind of identity customers are known.
    fn identity(&self) -> &'static str {
        if self.column(Role::Customer).is_some_and(|column| column.mails > 0.5) { "mail" } else { "account" }
    }

    /// What a role's column is called in the map: as the role, when no other column of the file is.
    fn alias(&self, role: Role) -> String {
        let mut alias = role.name().to_owned();
        let own = self.columns.get(&role);
        while self.export.column(&alias).is_some_and(|other| Some(&other) != own) {
            alias.push('_');
        }
        alias
    }
}

//! Rows of foreign tables as events.

use serde_json::{Value, json};
use voorzet_channels::tabular::{Map, Row, Split};

/// The events that a map makes of a CSV file's rows as they stand, and why others are none.
pub(crate) fn run(map: &str, file: impl AsRef<[u8]>) -> Result<(Vec<Value>, Vec<String>), Vec<String>> {
    let map = Map::parse("map.toml", map).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (mut splitter, mut file) = (map.splitter(), file.as_ref());
    let (mut places, mut previous, mut row) = (None, None::<Row>, Row::default());
    let (mut events, mut refused, mut position) = (Vec::new(), Vec::new(), 0);
    loop {
        let (used, split) = splitter.feed(file);
        file = &file[used..];
        match split {
            Split::More => continue,
            Split::End => return Ok((events, refused)),
            Split::Record => {}
        }
        if places.is_none() {
            let found = map.bind(splitter.record());
            places =
                Some(found.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?);
            if map.has_header() {
                splitter.next();
                continue;
            }
        }
        position += 1;
        let bound = places.as_ref().expect("bound");
        match map.record_row(bound, splitter.record(), position, position, &mut row) {
            Err(reason) => refused.push(reason.to_string()),
            Ok(()) if !map.keeps(&row) => {}
            Ok(()) => {
                map.events(previous.as_ref(), &row, |made| match made {
                    Ok(made) => events.push(serde_json::to_value(made.event).expect("serialises")),
                    Err(reason) => refused.push(reason.to_string()),
                });
                previous = Some(row.clone());
            }
        }
        splitter.next();
    }
}

/// The same where every row must be readable.
fn events(map: &str, file: impl AsRef<[u8]>) -> Vec<Value> {
    let (events, refused) = run(map, file).expect("columns");
    assert_eq!(refused, Vec::<String>::new());
    events
}

const HEAD: &str = "format = \"csv\"\n[customer]\naccount = \"id\"\n";

#[test]
fn one_row_makes_several_events() {
    let map = r#"
        source = "crm"
        format = "csv"
        missing = ["?", "-"]
        [csv]
        delimiter = ";"
        quote = "'"
        encoding = "windows-1252"
        [time]
        format = ["%d-%m-%Y %H:%M", "%d-%m-%Y"]
        zone = "Europe/Amsterdam"
        [customer]
        account = "id"
        mail = { column = "mail", verified = { column = "proved", is = "j" } }
        phone = { column = "tel", region = "NL" }
        [data]
        city = "{city}"
        [[event]]
        id = "{id}/{nr}"
        type = "order.placed"
        time = "placed"
        asset = "order:{nr}"
        data = { amount = { column = "amount", type = "double", decimal = "," }, gift = { column = "gift", type = "bool" }, n = 3, due = { column = "due", type = "timestamp" }, label = "{nr} for {gift}" }
        [[event]]
        type = { column = "state", values = { shipped = "order.shipped", lost = "order.lost" } }
        time = { text = "{date} {clock}" }
        asset = { kind = "order", column = "nr" }
        skip = [{ column = "state", in = ["lost"] }]
        customer = {}
    "#;
    let file = b"id;mail;proved;tel;nr;placed;amount;gift;due;city;state;date;clock\r\n\
        7;A@B.nl;j;06-12345678;N1;1-7-2026 12:00;'1.234,50';ja;2-7-2026;'Caf\xe9 ''t Hof; Delft';shipped;3-7-2026;08:30\r\n\
        8;?;n;-;N2;1-1-2026 12:00;5;-;?;-;lost;-;-\r\n";
    let mut all = events(map, file);
    let shipped_id = all[1].as_object_mut().and_then(|event| event.remove("id")).expect("an id");
    assert_eq!(shipped_id.as_str().map(str::len), Some(32));
    let expected = json!([
        {
            "id": "7/N1", "source": "crm", "type": "order.placed", "time": "2026-07-01T10:00:00Z",
            "customer": [
                {"identity": {"kind": "account", "value": "7"}, "verified": true},
                {"identity": {"kind": "mail", "value": "a@b.nl"}, "verified": true},
                {"identity": {"kind": "phone", "value": "+31612345678"}, "verified": false},
            ],
            "asset": "order:N1",
            "data": {
                "city": "Café 't Hof; Delft", "amount": 1234.5, "gift": true, "n": 3,
                "due": "2026-07-01T22:00:00Z", "label": "N1 for ja",
            },
        },
        {
            "source": "crm", "type": "order.shipped", "time": "2026-07-03T06:30:00Z", "asset": "order:N1",
            "data": {"city": "Café 't Hof; Delft"},
        },
        {
            "id": "8/N2", "source": "crm", "type": "order.placed", "time": "2026-01-01T11:00:00Z",
            "customer": [{"identity": {"kind": "account", "value": "8"}, "verified": true}],
            "asset": "order:N2", "data": {"amount": 5.0, "n": 3},
        },
    ]);
    assert_eq!(Value::from(all), expected);
}

#[test]
fn repeated_headers_must_be_told_apart() {
    let file = "id,at,kind,kind\n1,2026-01-01T00:00:00Z,a,b\n";
    let map =
        |field: &str| format!("{HEAD}[[event]]\ntype = \"e\"\ntime = \"at\"\ndata = {{ k = {field} }}\n");
    let problems = run(&map("{ column = \"kind\" }"), file).expect_err("not clear which");
    assert_eq!(
        problems,
        [
            "map.toml:7:25: the file has 2 columns `kind` (say which: `{ name = \"kind\", nth = 1 }`, or name it once in [columns])"
        ]
    );
    for (field, expected) in
        [("{ name = \"kind\", nth = 2 }", "b"), ("{ at = 3 }", "a"), ("{ column = { at = 4 } }", "b")]
    {
        assert_eq!(events(&map(field), file)[0]["data"]["k"], expected);
    }
    let named = format!(
        "format = \"csv\"\ncolumns = {{ second = {{ name = \"kind\", nth = 2 }} }}\n{}",
        &map("\"<{second}>\"")[15..]
    );
    assert_eq!(events(&named, file)[0]["data"]["k"], "<b>");
    assert!(
        run(&map("{ name = \"kind\", nth = 3 }"), file).expect_err("no third")[0].contains("no number 3")
    );
    assert!(run(&map("{ at = 5 }"), file).expect_err("no fifth")[0].contains("has 4 columns"));
    assert!(run(&map("\"{kin}\""), file).expect_err("no such")[0].contains("did you mean `kind`?"));
}

#[test]
fn changes_between_the_rows_of_a_case() {
    let map = format!(
        "{HEAD}[rows]\ncase = \"id\"\norder = \"file\"\n{}",
        [
            ("opened", "\"first\""),
            ("moved", "{ changes = \"state\" }"),
            ("solved", "{ changes = \"state\", to = [\"done\"] }"),
            ("raised", "{ increases = \"n\" }"),
            ("broken", "{ changes = \"kept\", from = true, to = false }"),
        ]
        .map(|(kind, on)| format!("[[event]]\ntype = \"{kind}\"\ntime = \"at\"\non = {on}\n"))
        .concat()
    );
    let rows = [("new", "9", "true"), ("new", "10", "false"), ("done", "10", "true"), ("open", "?", "false")];
    let file: String = rows
        .iter()
        .map(|(state, n, kept)| format!("1,2026-01-01T00:00:00Z,{state},{n},{kept}\n"))
        .fold("id,at,state,n,kept\n".to_owned(), |file, row| file + &row);
    let all = events(&map, file);
    let kinds: Vec<&str> = all.iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(kinds, ["opened", "raised", "broken", "moved", "solved", "moved", "broken"]);
}

#[test]
fn conditions_choose_rows() {
    let choose = |condition: &str| {
        let map = format!(
            "{HEAD}[[event]]\ntype = \"e\"\ntime = \"at\"\nonly = [{{ column = \"s\", {condition} }}]\n"
        );
        let file = "id,at,s\n1,2026-01-01T00:00:00Z,a\n2,2026-01-01T00:00:00Z,bb\n3,2026-01-01T00:00:00Z,\n";
        let all = events(&map, file);
        let ids = all.iter().filter_map(|event| event["customer"][0]["identity"]["value"].as_str());
        ids.collect::<Vec<_>>().join("")
    };
    assert_eq!(choose("is = \"a\""), "1");
    assert_eq!(choose("not = \"a\""), "23");
    assert_eq!(choose("in = [\"a\", \"bb\"]"), "12");
    assert_eq!(choose("not_in = [\"a\", \"bb\"]"), "3");
    assert_eq!(choose("empty = true"), "3");
    assert_eq!(choose("empty = false"), "12");
    assert_eq!(choose("matches = \"^b+$\""), "2");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_goes_on() {
    let map = format!(
        "{HEAD}[[event]]\ntype = \"e\"\ntime = \"at\"\ndata = {{ n = {{ column = \"n\", type = \"int\" }} }}\n"
    );
    let file = b"id,at,n\n1,2026-02-30T00:00:00Z,1\n2,,1\n3,2026-01-01T00:00:00Z,x\n,2026-01-01T00:00:00Z,1\n5\n6,2026-01-01T00:00:00Z,\xff\n7,2026-01-01T00:00:00Z,\n";
    let (events, refused) = run(&map, file).expect("columns");
    assert_eq!(events.len(), 1);
    let expected = [
        "`at`: `2026-02-30T00:00:00Z` is not a time written as `rfc3339`",
        "`at`: has no value, so the time is not known",
        "`n`: `x` is not a whole number",
        "`e`: the row names neither a customer nor an asset",
        "1 fields where the file has 3 columns",
        "`n`: is not UTF-8",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn objects_are_rows_too() {
    let map = "format = \"ndjson\"\n[customer]\naccount = \"user.id\"\n[[event]]\ntype = \"e\"\ntime = \"at\"\ndata = { tags = \"{tags}\", n = { column = \"n.a\", type = \"int\" } }\n";
    let map = Map::parse("m", map).expect("sound");
    let mut row = Row::default();
    let text =
        r#"{"user":{"id":12345678901234567890},"at":"2026-01-01T00:00:00Z","tags":["a"],"n.a":"7","x":null}"#;
    map.object_row(text, 1, 1, &mut row).expect("an object");
    let mut all = Vec::new();
    map.events(None, &row, |made| all.push(made.expect("an event").event));
    assert_eq!(all[0].customer[0].identity.value, "12345678901234567890");
    assert_eq!(
        all[0].data.get(),
        r#"{"n":7,"tags":"[\"a\"]"}"#.replace(r#"{"n":7,"#, "{").replace('}', r#","n":7}"#)
    );
    assert!(map.object_row("[]", 1, 1, &mut row).is_err());
}

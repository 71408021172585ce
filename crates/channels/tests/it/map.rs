//! Mistakes in maps: each with its place and what to do about it, all at once.

use voorzet_channels::tabular::Map;

/// A map that is sound as it stands, with room for more before its event and in it.
fn whole(top: &str, event: &str) -> String {
    format!(
        "format = \"csv\"\n{top}\n[customer]\naccount = \"id\"\n[[event]]\ntype = \"seen\"\ntime = \"at\"\n{event}\n"
    )
}

fn problems(text: &str) -> Vec<String> {
    Map::parse("shop.toml", text).err().into_iter().flatten().map(|problem| problem.to_string()).collect()
}

#[test]
fn a_sound_map_has_no_problems() {
    assert_eq!(problems(&whole("", "")), Vec::<String>::new());
}

#[test]
fn the_guides_example_is_sound() {
    let guide = include_str!("../../../../docs/maps.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(problems(example.expect("an example")), Vec::<String>::new());
}

#[test]
fn every_mistake_says_what_was_expected() {
    let cases = [
        (whole("missin = []", ""), "shop.toml:2:1: `missin` is no key here", "did you mean `missing`?"),
        (whole("", "").replace("csv", "cvs"), "`cvs` is no format", "did you mean `csv`?"),
        (whole("", "").replace("format = \"csv\"", ""), "what the file is, is missing", "format = "),
        (whole("[time]\nzone = \"Europe/Amsterdm\"", ""), "is no time zone", "Europe/Amsterdam"),
        (whole("[time]\nformat = \"%d/%m\"", ""), "does not hold a whole date", "%d/%m/%Y"),
        (whole("[time]\nformat = \"%Y-%! %d\"", ""), "`%Y-%! %d` is no format of times", "%d/%m/%Y"),
        (whole("[time]\nformat = \"iso\"", ""), "`iso` is no format of times", ""),
        (whole("[time]\nformat = \"%Y-%m-%d\"", ""), "the time's zone is missing", "Europe/Amsterdam"),
        (whole("[time]\nrepeated = \"both\"", ""), "expected `earlier`, `later` or `reject`", ""),
        (whole("[csv]\ndelimiter = \";;\"", ""), "`delimiter` must be one ASCII sign", ""),
        (whole("[csv]\nencoding = \"utf-61\"", ""), "`utf-61` is no encoding", "utf-8"),
        (whole("[csv]\nquote = \",\"", ""), "are the same sign", ""),
        (whole("", "on = \"first\""), "which rows belong together", "case = "),
        (whole("[rows]\ncase = \"id\"", ""), "in which order the rows", "order = \"file\""),
        (
            whole("[rows]\ncase = \"id\"\norder = \"file\"", "on = { change = \"x\" }"),
            "`change` is no key here",
            "changes",
        ),
        (whole("[rows]\ncase = \"id\"\norder = \"file\"", "on = \"last\""), "`last` is no occasion", ""),
        (whole("", "first = true"), "needs events that are sorted", "[rows]"),
        (whole("", "asset = \"parcel\""), "an asset is `kind:name`", "{parcel}"),
        (whole("", "id = \"{id\""), "a `{` stands alone", "{{"),
        (
            whole("", "data = { n = { column = \"n\", type = \"integer\" } }"),
            "`integer` is no type of field",
            "int",
        ),
        (whole("", "data = { n = { column = \"n\", nth = 2 } }"), "`nth` is no key here", ""),
        (whole("", "data = { n = { name = \"n\", nth = 0 } }"), "whole number from 1", ""),
        (whole("", "data = { n = [1] }"), "a field must be a table, not a list", ""),
        (whole("", "skip = [{ column = \"a\" }]"), "a condition needs one test", ""),
        (
            whole("", "skip = [{ column = \"a\", matches = \"(\" }]"),
            "not a regular expression: unclosed group",
            "",
        ),
        (whole("", "").replace("\"seen\"", "{ column = \"state\" }"), "a type per row needs `values`", ""),
        (whole("", "").replace("time = \"at\"", ""), "the event's time is missing", "time = "),
        (whole("", "").replace("account = \"id\"", "acount = \"id\""), "`acount` is no key here", "account"),
        (whole("", "").replace("account = \"id\"", ""), "about nobody and nothing", "customer"),
        (
            whole("", "customer = { phone = { column = \"tel\", region = \"Holland\" } }"),
            "is no country",
            "NL",
        ),
        ("format = \"csv\"".to_owned(), "the map makes no events", "[[event]]"),
        (
            "format = \"ndjson\"\ncustomer = { account = { at = 1 } }\n[[event]]\ntype = \"x\"\ntime = \"t\""
                .to_owned(),
            "`nth` and `at` need a CSV file",
            "names only",
        ),
        ("format = ".to_owned(), "not TOML", ""),
    ];
    for (text, message, hint) in cases {
        let found = problems(&text);
        assert!(
            found.iter().any(|problem| problem.contains(message) && problem.contains(hint)),
            "{text}\nexpected {message} ({hint}), found {found:#?}"
        );
    }
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_the_file() {
    let text = whole("missin = []\n[csv]\nquote = \"''\"", "tim = 1\ndata = { a = \"}\" }");
    let lines: Vec<u32> = Map::parse("m", &text).expect_err("mistakes").iter().map(|p| p.line).collect();
    assert_eq!(lines, [2, 4, 10, 11]);
}

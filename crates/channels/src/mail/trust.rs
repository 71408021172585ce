//! What is proved of where a mail comes from, as our own mail server found it and wrote it down
//! (`Authentication-Results`, RFC 8601). We do not ask the name system ourselves: whoever takes in the mail has done
//! so at the moment that counts, and drops what strangers write in its name.

use voorzet_domain::conversation::Trust;
use voorzet_domain::conversation::received::Verdict;

use super::header::Headers;

/// The methods whose results people are shown.
const METHODS: [&str; 4] = ["dkim", "spf", "dmarc", "arc"];

/// What the server of this name says of a mail. Nothing without a name: anybody can write such a field.
pub(super) fn trust(headers: &Headers<'_>, authserv: Option<&str>) -> Trust {
    let Some(authserv) = authserv else { return Trust::default() };
    let mut found: Vec<(String, Finding)> = Vec::new();
    for field in headers.all("authentication-results") {
        let Some((server, results)) = field.split_once(';') else { continue };
        let server = server.split_whitespace().next().unwrap_or_default();
        if !server.eq_ignore_ascii_case(authserv) {
            continue;
        }
        // The topmost is the last that was written: what is further down may be somebody else's.
        let known: Vec<String> = found.iter().map(|(method, _)| method.clone()).collect();
        for (method, finding) in without_comments(results).split(';').filter_map(result) {
            if !known.contains(&method) && METHODS.contains(&method.as_str()) {
                found.push((method, finding));
            }
        }
    }
    let dmarc =
        found.iter().find(|(method, _)| method == "dmarc").map(|(_, finding)| finding.result.as_str());
    let verdict = dmarc.and_then(|result| match result {
        "pass" | "bestguesspass" => Some(Verdict::Pass),
        "fail" => Some(Verdict::Fail),
        "none" => Some(Verdict::None),
        _ => None,
    });
    let shown = found.iter().map(|(method, Finding { result, of })| match of {
        Some(of) => format!("{method}={result} ({of})"),
        None => format!("{method}={result}"),
    });
    Trust { verdict, detail: shown.take(12).collect::<Vec<_>>().join("; ") }
}

/// What a method found, and of whom.
struct Finding {
    result: String,
    of: Option<String>,
}

/// Reads `dkim=pass header.d=example.com`.
fn result(text: &str) -> Option<(String, Finding)> {
    let mut words = text.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let method = method.split_once('/').map_or(method, |(method, _)| method).to_ascii_lowercase();
    let plain = |text: &str| text.chars().filter(char::is_ascii_graphic).take(100).collect::<String>();
    let of = words.find_map(|word| {
        let (name, value) = word.split_once('=')?;
        let names = ["header.d", "header.i", "smtp.mailfrom", "smtp.helo", "header.from"];
        names.contains(&name.to_ascii_lowercase().as_str()).then(|| plain(value.trim_matches('"')))
    });
    Some((method, Finding { result: plain(result).to_ascii_lowercase(), of }))
}

/// Without what stands in brackets, which means nothing and may hold anything.
fn without_comments(text: &str) -> String {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, verdict: Option<Verdict>, detail: &str) {
        let trust = trust(&Headers::of(raw.as_bytes()), Some("mx.shop.example"));
        assert_eq!((trust.verdict, trust.detail.as_str()), (verdict, detail));
    }

    #[test]
    fn only_the_trusted_server_is_believed_and_its_last_word_counts() {
        let field = "Authentication-Results: mx.shop.example 1; dkim=pass (2048-bit; x=y) header.d=a.example;\r\n\tspf=softfail smtp.mailfrom=a.example; dmarc=pass (p=none) header.from=a.example\r\n";
        let detail = "dkim=pass (a.example); spf=softfail (a.example); dmarc=pass (a.example)";
        check(field, Some(Verdict::Pass), detail);
        let forged = format!("Authentication-Results: mx.shop.example; dmarc=fail\r\n{field}");
        check(&forged, Some(Verdict::Fail), "dmarc=fail; dkim=pass (a.example); spf=softfail (a.example)");
        check("Authentication-Results: mx.evil.example; dmarc=pass\r\n", None, "");
        check("Authentication-Results: mx.shop.example; none\r\n", None, "");
        check("Authentication-Results: x (mx.shop.example; dmarc=pass); dmarc=pass\r\n", None, "");
        assert!(super::trust(&Headers::of(field.as_bytes()), None).is_unknown());
    }
}

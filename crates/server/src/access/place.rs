//! Where a request comes from and which of our addresses it was sent to.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};
use voorzet_channels::http::Target;

/// Our own address as a browser sees it: `https://voorzet.example.com`. That is the one that was set, or else
/// the one that this request names; a page of somebody else cannot change what a browser puts there.
pub(crate) fn origin(configured: &str, headers: &HeaderMap) -> String {
    if configured.is_empty() { format!("http://{}", host(headers)) } else { configured.to_owned() }
}

/// The name in an origin, without its port.
pub(crate) fn name(origin: &str) -> String {
    Target::parse(origin).map(|target| target.host).unwrap_or_default()
}

/// Whether an address is one as browsers call an origin.
pub(crate) fn is_origin(text: &str) -> bool {
    Target::parse(text).is_ok_and(|target| {
        let scheme = if target.tls { "https" } else { "http" };
        text == format!("{scheme}://{}", target.authority())
    })
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// What the headers say of the page that sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// It is ours.
    Own,
    /// It is another's.
    Foreign,
    /// Nothing: no browser of this decade sent it.
    Unsaid,
}

/// Which page sent a request.
pub(crate) fn page(configured: &str, headers: &HeaderMap) -> Page {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let (origin, site) = (text("origin"), text("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin") {
        return Page::Foreign;
    }
    match origin {
        Some(origin) if origin == configured && !configured.is_empty() => Page::Own,
        Some(origin) => {
            let named = origin.split_once("://").map_or("", |(_, authority)| authority);
            if !named.is_empty() && named.eq_ignore_ascii_case(host(headers)) {
                Page::Own
            } else {
                Page::Foreign
            }
        }
        None if site.is_some() => Page::Own,
        None => Page::Unsaid,
    }
}

/// Who calls: the other end of the connection, or whom our own proxy names.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !proxies.contains(&peer) {
        return peer;
    }
    let named = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|value| value.split(',')).collect();
    // The last was put there by our proxy; what stands before it may be anybody's invention.
    let mut named = named.iter().rev().map_while(|text| text.trim().parse::<IpAddr>().ok());
    named.find(|address| !proxies.contains(address)).unwrap_or(peer)
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(other, _)| *other == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_our_own_pages_are_ours() {
        let page = |pairs: &[(&'static str, &'static str)]| page("https://v.example", &headers(pairs));
        assert_eq!(page(&[]), Page::Unsaid);
        assert_eq!(page(&[("origin", "https://v.example")]), Page::Own);
        assert_eq!(page(&[("origin", "http://127.0.0.1:1"), ("host", "127.0.0.1:1")]), Page::Own);
        assert_eq!(page(&[("sec-fetch-site", "same-origin")]), Page::Own);
        for site in ["cross-site", "same-site", "none"] {
            assert_eq!(page(&[("origin", "https://v.example"), ("sec-fetch-site", site)]), Page::Foreign);
        }
        for origin in ["null", "https://evil.example", "https://v.example.evil.example", "https://"] {
            assert_eq!(page(&[("origin", origin), ("host", "v.example")]), Page::Foreign, "{origin}");
        }
    }

    #[test]
    fn only_our_own_proxy_says_who_calls() {
        let (proxy, other): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [9, 9, 9, 9].into());
        let named = headers(&[("x-forwarded-for", "6.6.6.6, 1.2.3.4")]);
        assert_eq!(address(other, &named, &[proxy]), other);
        assert_eq!(address(proxy, &named, &[proxy]), IpAddr::from([1, 2, 3, 4]));
        assert_eq!(address(proxy, &headers(&[]), &[proxy]), proxy);
    }

    #[test]
    fn cookies_are_known_by_their_whole_name() {
        let held = headers(&[("cookie", "a=1; xvoorzet_session=2; voorzet_session=3=")]);
        assert_eq!(cookie(&held, "voorzet_session"), Some("3="));
        assert_eq!(cookie(&held, "session"), None);
    }
}

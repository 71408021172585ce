//! The names of things: parcels, routers, invoices, orders, contracts, appointments, areas, incidents.
//!
//! A name is a number of its own, scrambled one to one so that it tells nothing and never comes twice.

use super::happening::Story;
use super::line::{digits, number};

/// Scrambles `value` within ten to the power of `width`; both factors are coprime to ten, so it is one to one.
fn scramble(value: u64, width: u32) -> u64 {
    let size = 10_u64.pow(width);
    (value * 999_983 % size + 123_457) % size
}

/// One number per customer and story: below 20,000,000 × 500,000 = 10¹³.
fn story_number(customer: u32, story: Story) -> u64 {
    scramble(u64::from(customer) * 500_000 + u64::from(story.0), 13)
}

/// `parcel:3SVZ0123456789012`.
pub(super) fn parcel(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.extend_from_slice(b"parcel:");
    parcel_name(out, customer, story);
}

/// `3SVZ0123456789012`.
pub(super) fn parcel_name(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.extend_from_slice(b"3SVZ");
    digits(out, story_number(customer, story), 13);
}

/// `order:W0123456789012`.
pub(super) fn order(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.extend_from_slice(b"order:");
    order_name(out, customer, story);
}

/// `W0123456789012`.
pub(super) fn order_name(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.push(b'W');
    digits(out, story_number(customer, story), 13);
}

/// `invoice:F0123456789012`.
pub(super) fn invoice(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.extend_from_slice(b"invoice:F");
    digits(out, story_number(customer, story), 13);
}

/// `appointment:A0123456789012`.
pub(super) fn appointment(out: &mut Vec<u8>, customer: u32, story: Story) {
    out.extend_from_slice(b"appointment:A");
    digits(out, story_number(customer, story), 13);
}

/// `router:` and its name.
pub(super) fn router(out: &mut Vec<u8>, customer: u32) {
    out.extend_from_slice(b"router:");
    router_name(out, customer);
}

/// `VZ01234567`.
pub(super) fn router_name(out: &mut Vec<u8>, customer: u32) {
    out.extend_from_slice(b"VZ");
    digits(out, scramble(u64::from(customer), 8), 8);
}

/// `contract:C01234567`.
pub(super) fn contract(out: &mut Vec<u8>, customer: u32) {
    out.extend_from_slice(b"contract:C");
    digits(out, scramble(u64::from(customer), 8), 8);
}

/// `area:17`.
pub(super) fn area(out: &mut Vec<u8>, area: u32) {
    out.extend_from_slice(b"area:");
    number(out, u64::from(area));
}

/// `S17-310`: the incident of an area.
pub(super) fn incident_name(out: &mut Vec<u8>, area: u32, story: Story) {
    out.push(b'S');
    number(out, u64::from(area));
    out.push(b'-');
    number(out, u64::from(story.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_once() {
        let mut seen = std::collections::HashSet::new();
        for customer in 0..3000 {
            for story in [Story(301), Story(302), Story(36_599)] {
                let mut name = Vec::new();
                parcel(&mut name, customer, story);
                assert!(seen.insert(name));
            }
        }
        let routers: std::collections::HashSet<u64> = (0..200_000).map(|n| scramble(n, 8)).collect();
        assert_eq!(routers.len(), 200_000);
    }
}

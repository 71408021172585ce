//! Routing: what waits goes to whom, held against somebody who looks at every pair.

use std::collections::BTreeMap;

use compact_str::CompactString;
use proptest::prelude::*;
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::routing::{
    Agent, Assignment, Item, Load, Most, Urgency, assign, place, places, worked_from, worked_in,
};
use voorzet_domain::strategy::model::{Queue, QueueId};
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::{Duration, Timestamp};

/// Amsterdam by day, Lisbon an hour later, Auckland at night; one that never closes, one that never opens again.
fn queues() -> Vec<Queue> {
    let text = "organisation = 'Test'\nlanguages = ['nl', 'en']\n\
        [queues]\n\
        orders = { skills = ['orders'], hours = 'day', follow = ['lisbon', 'auckland'], promise = { mail = '8h', chat = '2m' } }\n\
        lisbon = { skills = ['orders', 'world'], hours = 'later', languages = ['en'] }\n\
        auckland = { skills = ['world'], hours = 'night' }\n\
        anything = { promise = { mail = '1h' } }\n\
        past = { hours = 'past', follow = 'anything' }\n\
        [hours]\n\
        day = { week = { mon-fri = '08:00-18:00' } }\n\
        later = { zone = 'Europe/Lisbon', week = { mon-fri = '09:00-20:00' } }\n\
        night = { zone = 'Pacific/Auckland', week = { mon-sat = '08:00-20:00' } }\n\
        past = { week = {}, open = { 2020-01-01 = '08:00-12:00' } }\n";
    let loaded = load(&[File::new("strategy.toml", text)]);
    assert_eq!(loaded.errors, vec![]);
    loaded.strategy.expect("a strategy").queues
}

const ORDERS: QueueId = QueueId(0);
const LISBON: QueueId = QueueId(1);
const AUCKLAND: QueueId = QueueId(2);
const ANYTHING: QueueId = QueueId(3);
const PAST: QueueId = QueueId(4);

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// A Tuesday at noon in Amsterdam.
fn noon() -> Timestamp {
    at("2026-11-24T12:00:00+01:00")
}

fn item(id: u32, queue: QueueId) -> Item<'static> {
    Item {
        id: CaseId(id),
        queue,
        channel: "mail",
        skills: &[],
        language: None,
        due: None,
        since: noon().minus(Duration::from_mins(5)),
        value: 0.0,
        last_agent: None,
        lain_with: None,
        not_to: None,
    }
}

fn agent(id: i64, skills: &[&str]) -> Agent {
    Agent {
        id: AgentId(id),
        available: true,
        skills: skills.iter().map(|skill| CompactString::from(*skill)).collect(),
        languages: Vec::new(),
        most: Most { total: 3, channels: vec![("chat".into(), 1)] },
        load: Load::default(),
        idle_since: noon().minus(Duration::from_mins(10)),
    }
}

fn pairs(assignments: &[Assignment]) -> Vec<(u32, i64)> {
    assignments.iter().map(|assignment| (assignment.item.0, assignment.agent.0)).collect()
}

#[test]
fn the_least_slack_goes_first_then_value_then_age() {
    let due = |minutes| Some(noon().plus(Duration::from_mins(minutes)));
    let items = [
        Item { due: due(60), ..item(1, ANYTHING) },
        Item { due: due(2), value: 1.0, ..item(2, ANYTHING) },
        Item { due: due(2), value: 5.0, ..item(3, ANYTHING) },
        Item { due: Some(noon().minus(Duration::from_mins(3))), ..item(4, ANYTHING) },
        Item { due: due(60), since: noon().minus(Duration::from_hours(1)), ..item(5, ANYTHING) },
        item(6, ANYTHING),
        Item { due: due(60), ..item(0, ANYTHING) },
    ];
    let mut one = agent(9, &[]);
    one.most.total = 10;
    let order: Vec<u32> = assign(&items, &[one], &queues(), noon()).iter().map(|it| it.item.0).collect();
    assert_eq!(order, [4, 3, 2, 5, 0, 1, 6]);
}

#[test]
fn slack_is_counted_in_open_time() {
    // At five on Friday: a mail that is due on Monday at nine has two open hours left, one due at half past seven this
    // evening in a queue that is always open two and a half.
    let now = at("2026-11-27T17:00:00+01:00");
    let monday = Item { due: Some(at("2026-11-30T09:00:00+01:00")), ..item(1, ORDERS) };
    let tonight = Item { due: Some(at("2026-11-27T19:30:00+01:00")), ..item(2, ANYTHING) };
    let queues = queues();
    let slack = |item: &Item<'_>| Urgency::of(item, queues.get(item.queue.index()), now).slack;
    assert_eq!((slack(&monday), slack(&tonight)), (120, 150));
    // What is late is late by as much as it was open since.
    let late = Item { due: Some(at("2026-11-26T17:30:00+01:00")), ..item(3, ORDERS) };
    assert_eq!(slack(&late), -(30 + 9 * 60));
}

#[test]
fn the_agent_of_last_time_has_it_again_while_they_can() {
    let again = Item { last_agent: Some(AgentId(2)), ..item(1, ORDERS) };
    let queues = queues();
    let mut agents = vec![agent(1, &["orders"]), agent(2, &["orders"])];
    agents[1].load = Load { total: 2, channels: vec![("mail".into(), 2)] };
    let told = assign(std::slice::from_ref(&again), &agents, &queues, noon());
    assert_eq!(told, [Assignment { item: CaseId(1), agent: AgentId(2), queue: ORDERS, again: true }]);
    // Full, away, or no longer able: anybody else.
    let mut others = [agents.clone(), agents.clone(), agents.clone()];
    others[0][1].load.total = 3;
    others[1][1].available = false;
    others[2][1].skills.clear();
    for agents in others {
        assert_eq!(pairs(&assign(std::slice::from_ref(&again), &agents, &queues, noon())), [(1, 1)]);
    }
}

#[test]
fn the_least_busy_gets_it_and_of_them_who_waits_longest() {
    let mut agents = vec![agent(1, &["orders"]), agent(2, &["orders"]), agent(3, &["orders"])];
    agents[0].load.total = 1;
    agents[2].idle_since = noon().minus(Duration::from_mins(11));
    let items: Vec<_> = (1..=4).map(|id| item(id, ORDERS)).collect();
    // Both with nothing first, the one that waits longer before; then all have one, and 1 got theirs longest ago.
    assert_eq!(pairs(&assign(&items, &agents, &queues(), noon())), [(1, 3), (2, 2), (3, 1), (4, 2)]);
    // By what they take at once: one of six is less than one of three.
    agents[0].most.total = 6;
    agents[1].load.total = 1;
    agents[2].load.total = 1;
    assert_eq!(pairs(&assign(&items[..1], &agents, &queues(), noon())), [(1, 1)]);
}

#[test]
fn who_let_it_lie_gets_it_only_when_nobody_else_can_have_it() {
    let lay = Item { last_agent: Some(AgentId(1)), lain_with: Some(AgentId(1)), ..item(1, ORDERS) };
    let mut agents = vec![agent(1, &["orders"]), agent(2, &["orders"])];
    agents[1].load.total = 2;
    assert_eq!(pairs(&assign(std::slice::from_ref(&lay), &agents, &queues(), noon())), [(1, 2)]);
    agents[1].load.total = 3;
    assert_eq!(pairs(&assign(std::slice::from_ref(&lay), &agents, &queues(), noon())), [(1, 1)]);
    // Who gave it away does not get it back, and gets the next all the same.
    let given = Item { not_to: Some(AgentId(1)), ..lay };
    assert_eq!(pairs(&assign(&[given, item(2, ORDERS)], &agents, &queues(), noon())), [(2, 1)]);
}

#[test]
fn chats_have_a_limit_of_their_own() {
    let chat = |id| Item { channel: "chat", ..item(id, ORDERS) };
    let items = [chat(1), chat(2), item(3, ORDERS)];
    let told = assign(&items, &[agent(1, &["orders"])], &queues(), noon());
    assert_eq!(pairs(&told), [(1, 1), (3, 1)], "the second chat waits, and holds nothing up");
}

#[test]
fn who_does_not_speak_the_language_gets_it_only_where_it_is_not_asked() {
    let queues = queues();
    let mut agents = vec![agent(1, &["orders", "world"])];
    agents[0].languages = vec!["nl".into()];
    let english = |queue| Item { language: Some("en"), ..item(1, queue) };
    let french = |queue| Item { language: Some("fr"), ..item(1, queue) };
    // Lisbon is worked in English, so nobody need speak French there; the others ask for whatever it is.
    assert_eq!(assign(&[english(LISBON), english(ORDERS)], &agents, &queues, noon()), []);
    assert_eq!(assign(&[french(ORDERS)], &agents, &queues, noon()), []);
    assert_eq!(pairs(&assign(&[french(LISBON)], &agents, &queues, noon())), [(1, 1)]);
}

#[test]
fn the_work_follows_the_sun_and_comes_back_when_it_was_not_taken() {
    let queues = queues();
    let (evening, night) = (at("2026-11-24T18:30:00+01:00"), at("2026-11-24T22:00:00+01:00"));
    assert_eq!(worked_in(ORDERS, &queues, noon()), Some(ORDERS));
    assert_eq!(worked_in(ORDERS, &queues, evening), Some(LISBON));
    assert_eq!(worked_in(ORDERS, &queues, night), Some(AUCKLAND));
    // The follower's own followers do not follow; what opens nowhere waits.
    assert_eq!(worked_in(LISBON, &queues, night), None);
    assert_eq!(worked_in(PAST, &queues, noon()), Some(ANYTHING));
    let desks = [agent(1, &["orders"]), agent(2, &["orders", "world"]), agent(3, &["world"])];
    let who = |now| pairs(&assign(&[item(1, ORDERS)], &desks, &queues, now));
    assert_eq!(who(evening), [(1, 2)]);
    assert_eq!(who(at("2026-11-28T13:00:00+01:00")), [], "Saturday: Auckland is in bed too");
    assert_eq!(who(at("2026-11-25T08:00:00+01:00")), [(1, 1)]);
    // Auckland asks for no skill in orders, and whoever has only that cannot take it there.
    assert_eq!(pairs(&assign(&[item(1, ORDERS)], &desks[..1], &queues, night)), []);
}

#[test]
fn a_place_in_the_waiting_queue_and_how_long_it_takes() {
    let queues = queues();
    let mut items: Vec<_> = (1..=6).map(|id| item(id, ORDERS)).collect();
    items[5].queue = ANYTHING;
    let mut agents = vec![agent(1, &["orders"]), agent(2, &["orders"]), agent(3, &["world"])];
    let handling = Duration::from_mins(12);
    let of = |item: usize, agents: &[Agent], now| place(&items[item], &items, agents, &queues, handling, now);
    // Room for six: nobody waits.
    let fifth = of(4, &agents, noon()).expect("open");
    assert_eq!((fifth.position, fifth.wait), (5, Some(Duration::ZERO)));
    // All full: five before there is room, six at once.
    for agent in &mut agents {
        agent.load = Load { total: 3, channels: vec![("mail".into(), 3)] };
    }
    assert_eq!(of(4, &agents, noon()).expect("open").wait, Some(Duration::from_mins(10)));
    assert_eq!(of(5, &agents, noon()).expect("open").position, 1, "another queue");
    agents[0].available = false;
    agents[1].available = false;
    assert_eq!(of(4, &agents, noon()).expect("open").wait, None);
    let item = item(1, LISBON);
    assert_eq!(place(&item, &items, &agents, &queues, handling, at("2026-11-24T23:00:00+01:00")), None);
}

#[test]
fn the_places_of_all_are_what_is_said_of_each() {
    let queues = queues();
    let mut items: Vec<_> = (1..=60).map(|id| item(id, QueueId((id % 5) as u16))).collect();
    for (index, item) in items.iter_mut().enumerate() {
        item.value = (index * 7 % 3) as f64;
        item.due = (index % 4 > 0).then(|| noon().plus(Duration::from_mins((index * 37 % 50) as i64 - 20)));
    }
    for now in [noon(), at("2026-11-24T18:30:00+01:00"), at("2026-11-24T22:00:00+01:00")] {
        let all: BTreeMap<_, _> = places(&items, &queues, now).into_iter().collect();
        for item in &items {
            let one = place(item, &items, &[], &queues, Duration::from_mins(12), now);
            assert_eq!(all.get(&item.id).copied(), one.map(|one| one.position), "{item:?} at {now}");
        }
    }
}

#[test]
fn it_is_worked_again_when_the_first_of_its_queue_and_those_that_follow_opens() {
    let queues = queues();
    let saturday = at("2026-11-28T13:00:00+01:00");
    assert_eq!(worked_from(ORDERS, &queues, noon()), Some(noon()));
    // Auckland opens on Monday at eight, which is Sunday evening here.
    assert_eq!(worked_from(ORDERS, &queues, saturday), Some(at("2026-11-29T20:00:00+01:00")));
    assert_eq!(worked_from(LISBON, &queues, saturday), Some(at("2026-11-30T10:00:00+01:00")));
    assert_eq!(worked_from(PAST, &queues[..4], noon()), None);
    assert_eq!(worked_from(PAST, &queues, noon()), Some(noon()));
}

/// Somebody who looks at every pair, takes the best one, and looks again.
fn oracle(items: &[Item<'_>], agents: &[Agent], queues: &[Queue], now: Timestamp) -> Vec<(u32, i64)> {
    let mut left: Vec<&Item<'_>> = items.iter().collect();
    let mut agents = agents.to_vec();
    let mut told = Vec::new();
    loop {
        let mut best: Option<(usize, usize)> = None;
        for (i, item) in left.iter().enumerate() {
            for (a, agent) in agents.iter().enumerate() {
                if !may_take(agent, item, queues, now) {
                    continue;
                }
                let better = best.is_none_or(|(best_item, best_agent)| {
                    let urgency = |item: &Item<'_>| Urgency::of(item, queues.get(item.queue.index()), now);
                    let rank = |item: &Item<'_>, agent: &Agent| {
                        let busy = f64::from(agent.load.total) / f64::from(agent.most.total);
                        let again = item.last_agent == Some(agent.id);
                        (
                            item.lain_with == Some(agent.id),
                            !again,
                            (busy * 1e9).round() as u64,
                            agent.idle_since,
                            agent.id,
                        )
                    };
                    let (new, old) = (urgency(item), urgency(left[best_item]));
                    new < old
                        || (new == old && rank(item, agent) < rank(left[best_item], &agents[best_agent]))
                });
                if better {
                    best = Some((i, a));
                }
            }
        }
        let Some((i, a)) = best else { return told };
        told.push((left[i].id.0, agents[a].id.0));
        agents[a].load.add(left[i].channel);
        agents[a].idle_since = now;
        left.remove(i);
    }
}

fn may_take(agent: &Agent, item: &Item<'_>, queues: &[Queue], now: Timestamp) -> bool {
    let own = &queues[item.queue.index()];
    let mut worked = own.is_open(now).then_some(own);
    for id in &own.follow {
        worked = worked.or_else(|| Some(&queues[id.index()]).filter(|queue| queue.is_open(now)));
    }
    let Some(queue) = worked else { return false };
    let mut needed: Vec<&str> = queue.skills.iter().map(CompactString::as_str).collect();
    needed.extend(item.skills);
    let speaks = item.language.is_none_or(|language| {
        let among =
            |languages: &[CompactString]| languages.is_empty() || languages.iter().any(|it| it == language);
        !among(&queue.languages) || among(&agent.languages)
    });
    agent.available
        && item.not_to != Some(agent.id)
        && agent.load.total < agent.most.total
        && agent.load.by(item.channel) < agent.most.by(item.channel)
        && needed.iter().all(|skill| agent.skills.iter().any(|known| known == skill))
        && speaks
}

const SKILLS: [&str; 3] = ["orders", "world", "vip"];
const CHANNELS: [&str; 3] = ["mail", "chat", "call_back"];
const LANGUAGES: [&str; 3] = ["nl", "en", "fr"];

fn some_items() -> impl Strategy<Value = Vec<Item<'static>>> {
    let one = (
        0..5_u16,
        prop::sample::select(&CHANNELS[..]),
        prop::bool::weighted(0.2),
        prop::option::of(prop::sample::select(&LANGUAGES[..])),
        prop::option::of(-300..600_i64),
        0..300_i64,
        0..3_i32,
        prop::option::weighted(0.4, 1..7_i64),
        (prop::option::weighted(0.2, 1..7_i64), prop::option::weighted(0.2, 1..7_i64)),
    );
    prop::collection::vec(one, 0..24).prop_map(|items| {
        let made = items.into_iter().enumerate();
        made.map(
            |(index, (queue, channel, vip, language, due, since, value, last_agent, (lain_with, not_to)))| {
                Item {
                    id: CaseId(index as u32),
                    queue: QueueId(queue),
                    channel,
                    skills: if vip { &["vip"] } else { &[] },
                    language,
                    due: due.map(|minutes| match minutes {
                        0.. => noon().plus(Duration::from_mins(minutes)),
                        _ => noon().minus(Duration::from_mins(-minutes)),
                    }),
                    since: noon().minus(Duration::from_mins(since)),
                    value: f64::from(value),
                    last_agent: last_agent.map(AgentId),
                    lain_with: lain_with.map(AgentId),
                    not_to: not_to.map(AgentId),
                }
            },
        )
        .collect()
    })
}

fn some_agents() -> impl Strategy<Value = Vec<Agent>> {
    let one = (
        prop::bool::weighted(0.8),
        prop::sample::subsequence(&SKILLS[..], 0..=3),
        prop::sample::subsequence(&LANGUAGES[..], 0..=2),
        0..5_u32,
        0..3_u32,
        prop::collection::vec(prop::sample::select(&CHANNELS[..]), 0..5),
        0..4_i64,
    );
    let texts = |texts: Vec<&str>| texts.into_iter().map(CompactString::from).collect::<Vec<_>>();
    prop::collection::vec(one, 0..6).prop_map(move |agents| {
        let made = agents.into_iter().enumerate();
        made.map(|(index, (available, skills, languages, total, chats, has, idle))| {
            let mut load = Load::default();
            for channel in has {
                load.add(channel);
            }
            Agent {
                id: AgentId(index as i64 + 1),
                available,
                skills: texts(skills),
                languages: texts(languages),
                most: Most { total, channels: vec![("chat".into(), chats)] },
                load,
                idle_since: noon().minus(Duration::from_mins(idle)),
            }
        })
        .collect()
    })
}

/// Hours from noon on Tuesday, so that every desk is open and closed at times.
fn some_instant() -> impl Strategy<Value = Timestamp> {
    (0..100_i64).prop_map(|hours| noon().plus(Duration::from_hours(hours)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn as_whoever_looks_at_every_pair(items in some_items(), agents in some_agents(), now in some_instant()) {
        let queues = queues_once();
        let told = assign(&items, &agents, queues, now);
        prop_assert_eq!(pairs(&told), oracle(&items, &agents, queues, now));
        for assignment in &told {
            let item = items.iter().find(|item| item.id == assignment.item).expect("one of them");
            prop_assert_eq!(Some(assignment.queue), worked_in(item.queue, queues, now));
            prop_assert_eq!(assignment.again, item.last_agent == Some(assignment.agent));
        }
        // The order in which they are told makes no difference.
        let (mut turned, mut others) = (items.clone(), agents.clone());
        turned.reverse();
        others.reverse();
        prop_assert_eq!(assign(&turned, &others, queues, now), told);
    }

    #[test]
    fn nobody_gets_more_than_they_take_nor_what_they_cannot_do(items in some_items(), agents in some_agents(), now in some_instant()) {
        let queues = queues_once();
        let told = assign(&items, &agents, queues, now);
        let mut given: BTreeMap<CaseId, AgentId> = BTreeMap::new();
        let mut loads: BTreeMap<AgentId, Load> = agents.iter().map(|agent| (agent.id, agent.load.clone())).collect();
        for Assignment { item, agent, queue, .. } in told {
            prop_assert_eq!(given.insert(item, agent), None, "given once");
            let item = items.iter().find(|it| it.id == item).expect("one of them");
            let agent = agents.iter().find(|it| it.id == agent).expect("one of them");
            prop_assert!(agent.available);
            prop_assert!(agent.is_able(item, &queues[queue.index()]));
            let load = loads.get_mut(&agent.id).expect("one of them");
            load.add(item.channel);
            prop_assert!(load.total <= agent.most.total && load.by(item.channel) <= agent.most.by(item.channel));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Twice as much comes in as can be done, all of it promised sooner: what is promised late has its turn even so.
    #[test]
    fn nobody_waits_for_ever(promise in 2..120_i64, others in 1..30_i64, value in 0..100_i32) {
        let queues = queues_once();
        let promised = |came: i64, promise| Some(noon().plus(Duration::from_mins(came + promise)));
        let mut waiting = vec![Item { since: noon(), due: promised(0, promise), ..item(0, ANYTHING) }];
        let mut one = agent(1, &[]);
        one.most.total = 1;
        let most = 3 * (promise + 2);
        for minute in 0..most {
            for second in 0..2 {
                let id = (2 * minute + second + 1) as u32;
                let now = noon().plus(Duration::from_mins(minute));
                waiting.push(Item { since: now, due: promised(minute, others), value: f64::from(value), ..item(id, ANYTHING) });
            }
            let told = assign(&waiting, std::slice::from_ref(&one), queues, noon().plus(Duration::from_mins(minute)));
            prop_assert_eq!(told.len(), 1);
            waiting.retain(|item| item.id != told[0].item);
            if told[0].item == CaseId(0) {
                return Ok(());
            }
        }
        prop_assert!(false, "it waits after {most} minutes");
    }
}

fn queues_once() -> &'static [Queue] {
    static QUEUES: std::sync::OnceLock<Vec<Queue>> = std::sync::OnceLock::new();
    QUEUES.get_or_init(queues)
}

#!/usr/bin/env python3
"""What the help-desk example must count, worked out by other means than Voorzet's.

    helpdesk_oracle.py FILE.csv[.gz] [UNTIL]

FILE is the incident log of a ServiceNow help desk; UNTIL the last instant at which contacts could be seen,
"2016-04-18 11:31". Prints one JSON object. Standard library only; nothing is shared with the binary: rows are
grouped in memory, and each (caller, category) is walked on its own.

The rules, in words:

* A contact is a ticket's opening, at `opened_at`, by the caller and about the category of its first row.
  First is by `sys_updated_at`, then `sys_mod_count`.
* A signal is what a later row of the ticket shows against the row before it: one more reassignment or
  reopening, or a promise (`made_sla`) that turns from true to false. It happens at that row's
  `sys_updated_at`, to that row's caller and category. High priority (1 or 2) in the first row is a signal at
  the opening.
* At one instant contacts come before signals, so that none settles what began with it.
* A signal opens an expectation of a contact by that caller about that category, ready after LEAD and ending
  after HORIZON; while one is open, it moves the end instead.
* A contact ends every open expectation of its caller that it can be about: met when it comes after the
  expectation was ready, too late when not. An expectation without a category is about any contact, and a
  contact without one can be about any expectation.
* Without a contact it is missed at its end; an end after UNTIL is open.

`any_opening` is what to hold the figures against: the same expectation after every opening, whatever
happened to the ticket. `repeats` are the contacts that could be expected at all: those with an earlier one of
the same caller about the same category within HORIZON.
"""
import collections
import csv
import datetime
import gzip
import json
import sys

LEAD = datetime.timedelta(hours=1)
HORIZON = datetime.timedelta(days=7)


def instant(text):
    day, clock = text.split(" ")
    d, m, y = map(int, day.split("/"))
    hour, minute = map(int, clock.split(":"))
    return datetime.datetime(y, m, d, hour, minute)


def tickets(path):
    """Every ticket's rows in the order in which they were written."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        at = {}
        for place, name in enumerate(header):
            at.setdefault(name, place)  # the second `category` is a subcategory
        rows = collections.defaultdict(list)
        for row in reader:
            cell = lambda name: row[at[name]]
            rows[cell("number")].append({
                "updated": instant(cell("sys_updated_at")),
                "mod": int(cell("sys_mod_count")),
                "opened": instant(cell("opened_at")),
                "caller": cell("caller_id"),
                "category": cell("category"),
                "priority": int(cell("priority")[:1]),
                "reassigned": int(cell("reassignment_count")),
                "reopened": int(cell("reopen_count")),
                "promise": cell("made_sla"),
            })
    for number, of_ticket in rows.items():
        yield number, sorted(of_ticket, key=lambda row: (row["updated"], row["mod"]))


def happenings(path):
    """(instant, 0 for a contact and 1 for the rest, what, caller, category) of every row that says something."""
    for number, rows in tickets(path):
        first = rows[0]
        yield first["opened"], 0, "contact", first["caller"], first["category"]
        what = "high-priority" if first["priority"] <= 2 else "opened"
        yield first["opened"], 1, what, first["caller"], first["category"]
        for before, row in zip(rows, rows[1:]):
            for count in ("reassigned", "reopened"):
                if row[count] > before[count]:
                    yield row["updated"], 1, count, row["caller"], row["category"]
            if before["promise"] == "true" and row["promise"] == "false":
                yield row["updated"], 1, "promise-missed", row["caller"], row["category"]


def quantile(sample, share):
    """Estimate the two nearest values, in proportion."""
    if not sample:
        return None
    sample = sorted(sample)
    place = share * (len(sample) - 1)
    below = int(place)
    above = min(below + 1, len(sample) - 1)
    return sample[below] + (place - below) * (sample[above] - sample[below])


def main():
    until = datetime.datetime.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else None
    of_caller = collections.defaultdict(list)
    nobody = 0
    last = datetime.datetime.min
    for happening in happenings(sys.argv[1]):
        if until is not None and happening[0] > until:
            continue
        last = max(last, happening[0])
        if happening[3] == "?":
            nobody += 1
        else:
            of_caller[happening[3]].append(happening)
    until = until or last

    ends = collections.Counter()
    signals = collections.Counter()
    opened_by = collections.Counter()
    leads = []
    contacts = in_time = 0
    callers = set()
    for caller, events in of_caller.items():
        events.sort(key=lambda event: event[:2])
        waiting = {}  # category: [began, ready, end]
        for time, _, what, _, category in events:
            for known in [known for known, (_, _, end) in waiting.items() if end < time]:
                del waiting[known]
                ends["missed"] += 1
            if what == "contact":
                contacts += 1
                callers.add(caller)
                about = [known for known in waiting if category == "?" or known in (category, "?")]
                met = [waiting[known] for known in about if time > waiting[known][1]]
                ends["met"] += len(met)
                ends["too_late"] += len(about) - len(met)
                if met:
                    in_time += 1
                    leads.append(max((time - began).total_seconds() for began, _, _ in met))
                for known in about:
                    del waiting[known]
            elif what != "opened":
                signals[what] += 1
                if category in waiting:
                    waiting[category][2] = max(waiting[category][2], time + HORIZON)
                else:
                    waiting[category] = [time, time + LEAD, time + HORIZON]
                    opened_by[what] += 1
        for _, _, end in waiting.values():
            ends["missed" if end <= until else "open"] += 1

    about = collections.defaultdict(list)
    for caller, events in of_caller.items():
        for time, _, what, _, category in events:
            if what == "contact":
                about[caller, category].append(time)
    judged_openings = followed = repeats = 0
    for times in about.values():
        for place, time in enumerate(times):
            repeats += any(time - earlier <= HORIZON for earlier in times[:place])
            if time + HORIZON <= until:
                judged_openings += 1
                followed += any(time + LEAD < later <= time + HORIZON for later in times[place + 1:])

    judged = ends["met"] + ends["missed"]
    json.dump({
        "signals": sum(signals.values()),
        "signals_by_kind": dict(sorted(signals.items())),
        "opened_by_kind": dict(sorted(opened_by.items())),
        "expectations": sum(ends.values()),
        "met": ends["met"],
        "too_late": ends["too_late"],
        "missed": ends["missed"],
        "open": ends["open"],
        "contacts": contacts,
        "expected_in_time": in_time,
        "customers": len(callers),
        "nobody": nobody,
        "recall": in_time / contacts if contacts else None,
        "precision": ends["met"] / judged if judged else None,
        "any_opening": {"judged": judged_openings, "followed": followed},
        "repeats": repeats,
        "lead_seconds": {"p25": quantile(leads, 0.25), "p50": quantile(leads, 0.5), "p75": quantile(leads, 0.75)},
    }, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()

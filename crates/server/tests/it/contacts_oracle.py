#!/usr/bin/env python3
"""What `voorzet report contacts` must count of the help desk's export, worked out by other means than Voorzet's.

    contacts_oracle.py FILE.csv[.gz] [UNTIL]

FILE is the incident log of a ServiceNow help desk; UNTIL the last instant at which contacts could be seen,
"2016-04-18T11:31", else that of the last contact. Prints one JSON object. Standard library only; nothing is shared with
the binary.

The rules, in words:

* A contact is a ticket's opening, at `opened_at`, by the caller of its first row. First is by `sys_updated_at`, then
  `sys_mod_count`. A caller `?` is nobody.
* Customers are the callers of any row.
* Gini is half the mean difference between two customers, over the mean; by chance that of Poisson counts of the same
  mean, summed term by term.
* A contact has its N days when N days after it are not after UNTIL. It is followed when another contact of the same caller
  stands after it, in order of time, at most N days later.
"""
import csv
import datetime
import gzip
import json
import math
import sys
from collections import Counter, defaultdict

CHANNELS = {
    "Phone": "phone",
    "Email": "mail",
    "Self service": "self_service",
    "Direct opening": "desk",
    "IVR": "ivr",
}


def instant(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M")


def openings(path):
    """The first row of every ticket, as (instant, caller or None, channel), and every caller there is."""
    first, callers = {}, set()
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        at = {name: place for place, name in reversed(list(enumerate(next(reader))))}
        for row in reader:
            caller = row[at["caller_id"]]
            callers.add(caller)
            order = (instant(row[at["sys_updated_at"]]), int(row[at["sys_mod_count"]]))
            number = row[at["number"]]
            if number not in first or order < first[number][0]:
                by = CHANNELS.get(row[at["contact_type"]], "other")
                first[number] = (order, (instant(row[at["opened_at"]]), caller if caller != "?" else None, by))
    return sorted((contact for _, contact in first.values()), key=lambda contact: contact[0]), callers - {"?"}


def gini(counts):
    """Over all pairs of customers, by how many customers made how many contacts."""
    n = sum(counts.values())
    mean = sum(made * people for made, people in counts.items()) / n
    apart = sum(abs(a - b) * p * q for a, p in counts.items() for b, q in counts.items())
    return apart / (2 * n * n * mean)


def gini_by_chance(rate):
    chances = [math.exp(-rate)]
    while len(chances) < 20 * rate + 50:
        chances.append(chances[-1] * rate / len(chances))
    return gini(dict(enumerate(chances)))


def top(counts, share):
    """What those who made most made, a part of a customer included."""
    made = sorted((made for made, people in counts.items() for _ in range(people)), reverse=True)
    room = share * len(made)
    whole = int(room)
    part = (room - whole) * made[whole] if whole < len(made) else 0
    return (sum(made[:whole]) + part) / sum(made)


def repeats(contacts, until):
    of_caller = defaultdict(list)
    for at, caller, _ in contacts:
        if caller is not None:
            of_caller[caller].append(at)
    nobody = [at for at, caller, _ in contacts if caller is None]
    for days in (7, 14, 30):
        within = datetime.timedelta(days=days)
        judged = followed = 0
        for times in of_caller.values():
            for at, later in zip(times, times[1:] + [None]):
                if at + within <= until:
                    judged += 1
                    followed += later is not None and later - at <= within
        everybody = judged + sum(at + within <= until for at in nobody)
        most = min(followed + len(nobody), everybody)
        yield {
            "days": days,
            "judged": judged,
            "followed": followed,
            "share": followed / judged if judged else None,
            "bounds": [followed / everybody, most / everybody] if everybody else None,
        }


def main():
    contacts, callers = openings(sys.argv[1])
    until = datetime.datetime.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else contacts[-1][0]
    contacts = [contact for contact in contacts if contact[0] <= until]
    known = [contact for contact in contacts if contact[1] is not None]
    per_caller = Counter(caller for _, caller, _ in known)
    counts = Counter(per_caller.values())
    counts[0] = len(callers) - len(per_caller)
    by_channel = defaultdict(list)
    for _, caller, channel in known:
        by_channel[channel].append(caller)
    channels = [
        {"name": channel, "contacts": len(made), "customers": len(set(made))} for channel, made in by_channel.items()
    ]
    json.dump({
        "contacts": len(known),
        "customers": len(per_caller),
        "known_customers": len(callers),
        "unidentified": len(contacts) - len(known),
        "spread": {str(made): people for made, people in counts.items()},
        "top": [top(counts, share) for share in (0.01, 0.05, 0.1, 0.2)],
        "gini": gini(counts),
        "gini_by_chance": gini_by_chance(len(known) / len(callers)),
        "repeats": list(repeats(contacts, until)),
        "channels": sorted(channels, key=lambda row: (-row["contacts"], row["name"])),
    }, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()

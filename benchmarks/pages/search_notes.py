"""Ten years of notes of visits of 600 schools, searched: `python -m benchmarks.pages.search_notes NOTES_A_YEAR ROUNDS`.

Prepares a database of its own in TRELLIS_HOME (or where DATABASE_URL says), writes the notes in bulk, and times each
search beside the plain one: every column of words of the notes that the reader may read looked through for each word by
the database (`icontains`), the newest first. The plain one looks in notes alone, and ours in everything that there is.
Both must find the same notes. Prints JSON.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

SCHOOLS, YEARS = 600, 10
AUTHORITY, FIRST_URN = "801", 900000
COMMON, SOME, RARE = "attendance", "kestrel", "ocelot"
SEARCHES = {"a word in every second note": COMMON, "a word in every fiftieth": SOME, "a word in five": RARE}
SAID = (
    "Pupils could say what they had learned and how it built on earlier units.",
    "Leaders have set a clear order for the curriculum in each subject.",
    "Books in two classes showed less practice than the policy asks.",
    "The deputy walks the corridors each morning and knows every family.",
    "Support staff were well prepared and spoke of recent training.",
    "Moderation with partner schools began in the spring and continues.",
)


def make(a_year: int) -> int:
    """The schools, two people, and so many notes a year for each school. Return how many notes."""
    from trellis.accounts.actions import accounts
    from trellis.schools.models import Authority, School
    from trellis.visits.models import NoteRevision, Visit

    Authority.objects.create(code=AUTHORITY, name="Severnshire")
    School.objects.bulk_create(
        School(
            urn=FIRST_URN + number,
            authority_id=AUTHORITY,
            name=f"School {number:03d}",
            phase_group="primary",
            school_type="Community school",
            relationship="maintained",
            is_open=True,
        )
        for number in range(SCHOOLS)
    )
    for role, urns in (("pa", ()), ("sia", tuple(range(FIRST_URN, FIRST_URN + 12)))):
        user = accounts.open_account(email=f"{role}@bench.example", name=role, password=f"bench-{role}-one")
        accounts.give_posts(
            user=user, role=role, authority_code=AUTHORITY, from_date=date(2020, 9, 1), urns=urns
        )
    chance, number = random.Random(29), 0
    for year in range(YEARS):
        visits, said = [], []
        for school in range(SCHOOLS):
            for each in range(a_year):
                number += 1
                at = datetime.now(UTC) - timedelta(days=365 * year + 30 * each + 1, minutes=school)
                visits.append(
                    Visit(
                        authority_id=AUTHORITY,
                        school_id=FIRST_URN + school,
                        purpose="monitoring",
                        by=user,
                        at=at,
                    )
                )
                said.append(_words(chance, number))
        made = Visit.objects.bulk_create(visits, batch_size=2000)
        NoteRevision.objects.bulk_create(
            (
                NoteRevision(
                    visit=visit,
                    number=1,
                    stage="final",
                    looked_at=first,
                    strengths=rest,
                    by=user,
                    at=visit.at,
                )
                for visit, (first, rest) in zip(made, said, strict=True)
            ),
            batch_size=2000,
        )
    return number


def _words(chance: random.Random, number: int) -> tuple[str, str]:
    told = chance.sample(SAID, 4)
    if number % 2:
        told.append("Attendance was looked at with the office.")
    if number % 50 == 0:
        told.append("A kestrel nests on the roof.")
    if number in (7, 1007, 2007, 3007, 4007):
        told.append("The ocelot project is shared with parents.")
    return told[0], " ".join(told[1:])


def plain(user: Any, word: str, *, at: datetime) -> list[int]:
    """The notes in which a database looks for the word, the newest first."""
    from django.db.models import Q

    from trellis.accounts import access
    from trellis.accounts.roles import Permission
    from trellis.schools import queries as schools
    from trellis.search import finding
    from trellis.visits.models import NoteRevision

    held = access.of(user, on=at.date())
    seen = schools.visible_to(user, on=at.date(), permission=Permission.CASE_READ, held=held)
    there = Q()
    for column in ("met", "looked_at", "strengths", "practice", "findings", "actions"):
        there |= Q(**{f"{column}__icontains": word})
    rows = NoteRevision.objects.filter(there, visit__school__in=seen, **NoteRevision.told_where)
    return [row.pk for row in rows.select_related("visit__school").order_by("-at", "-pk")[: finding.MOST]]


def ours(user: Any, word: str, *, at: datetime) -> list[int]:
    """The notes among everything that is found."""
    from trellis.accounts import access
    from trellis.search import finding

    found = finding.find(user, held=access.of(user, on=at.date()), typed=word, at=at)
    return [hit.id for group in found.groups if group.source.id == "note" for hit in group.hits]


def timed(work: Callable[[], list[int]], *, rounds: int) -> tuple[float, float, list[int]]:
    """Seconds by the clock and of the processor, medians, and what was found."""
    took, worked, found = [], [], work()
    for _ in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        found = work()
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return statistics.median(took), statistics.median(worked), found


def main() -> int:
    a_year, rounds = map(int, sys.argv[1:3])
    from trellis.screening import casework

    casework.prepare()
    from trellis.accounts.models import User
    from trellis.search import indexing

    notes = make(a_year)
    began = time.perf_counter()
    indexed = indexing.bring_up_to_date()
    told: dict[str, Any] = {"notes": notes, "indexed": indexed, "index": time.perf_counter() - began}
    at, searches = datetime.now(UTC), []
    for role in ("pa", "sia"):
        user = User.objects.get(email=f"{role}@bench.example")
        for name, word in SEARCHES.items():
            seconds, busy, found = timed(lambda word=word, user=user: ours(user, word, at=at), rounds=rounds)
            other, other_busy, expected = timed(
                lambda word=word, user=user: plain(user, word, at=at), rounds=rounds
            )
            if found != expected:
                sys.exit(f"{role} finds other notes by {word} than by looking at each: {found} {expected}")
            searches.append(
                {
                    "role": role,
                    "what": name,
                    "ours": [seconds, busy],
                    "plain": [other, other_busy],
                    "found": len(found),
                }
            )
    print(json.dumps({**told, "searches": searches}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

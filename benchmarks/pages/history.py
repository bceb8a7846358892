"""Make an installation that has been in use: `python -m benchmarks.pages.history HOME first|years RUNS`.

`first` prepares the database of a built warehouse, screens one authority and makes fifty people with their sessions.
`years` then adds RUNS earlier runs with their evidence, as if ten years had gone by, with watchlists, saved lists and
the record of who looked at what. Prints JSON: what `visits` and `under_load` need.
"""

import json
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from trellis.analysis.home import Home
from trellis.screening import casework

WANTED_SCHOOLS = 400
# Fifty people: most who sign in are advisers and heads
PEOPLE = {
    "sia": 18,
    "headteacher": 12,
    "spa": 4,
    "ssa": 3,
    "sitl": 3,
    "pa": 2,
    "data_officer": 2,
    "director": 1,
    "leadership_team": 2,
    "executive_member": 2,
    "auditor": 1,
}
TRY = {"spa", "ssa", "pa", "data_officer", "director"}
OWN = {"sia", "headteacher"}
LOOKED_AT = 120_000  # in ten years: fifty people, some 240 pages a year each


def first(home: Home) -> dict[str, Any]:
    """Screen an authority and return it, its people and the addresses each of them goes to."""
    from django.utils import timezone

    from trellis.analysis.judging import shelf
    from trellis.analysis.store import warehouse
    from trellis.screening.actions import runs

    with warehouse.open(home) as held:
        sizes = Counter(school.la_code for school in held.schools())
        # By number of schools and not by name: nothing here depends on which authority it is
        authority = min(sizes, key=lambda code: (abs(sizes[code] - WANTED_SCHOOLS), code))
        made = runs.run(
            authority=authority,
            pack=shelf.load(shelf.DEFAULT),
            as_of=timezone.localdate(),
            by=None,
            at=timezone.now(),
            held=held,
        )
    return {"authority": authority, "schools": made.school_count, "people": _people(authority)}


def _people(authority: str) -> list[dict[str, Any]]:
    from django.utils import timezone

    from trellis.accounts.actions import accounts
    from trellis.schools import queries

    choice = random.Random(50)
    urns = {
        role: list(queries.open_schools_of(authority).filter(**narrowed).values_list("urn", flat=True))
        for role, narrowed in (
            ("", {}),
            ("spa", {"phase_group": "primary"}),
            ("ssa", {"phase_group": "secondary"}),
        )
    }
    people = []
    for role, how_many in PEOPLE.items():
        for number in range(how_many):
            reached = list(urns.get(role) or urns[""])
            if role in OWN:
                reached = choice.sample(urns[""], min(len(urns[""]), 12 if role == "sia" else 1))
            user = accounts.open_account(
                email=f"{role}-{number}@bench.example",
                name=f"{role} {number}",
                password=f"bench-{role}-{number}",
            )
            accounts.give_posts(
                user=user,
                role=role,
                authority_code=authority,
                from_date=timezone.localdate(),
                urns=reached if role in OWN else (),
            )
            people.append(
                {
                    "role": role,
                    "cookie": _session(user),
                    "urns": choice.sample(reached, min(len(reached), 60)),
                }
            )
    return people


def _session(user: Any) -> str:
    """Return the cookie of a session such as signing in makes."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def years(runs: int) -> dict[str, Any]:
    """Add earlier runs, each with its results and evidence, spread over ten years; and what people kept and did."""
    from django.db import connection, transaction

    from trellis.screening.models import Run

    newest = Run.objects.order_by("-at").first()
    if newest is None:
        sys.exit("nothing has been screened here")
    for number in range(1, runs + 1):
        at = newest.at - timedelta(days=3652 * number / runs)
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, newest.pk, at)
    _kept_by_people(newest.authority_id)
    return {
        "runs": Run.objects.count(),
        "evidence": _count("screening_evidence"),
        "events": _count("activity_event"),
    }


def _copy(cursor: Any, run_id: int, at: datetime) -> None:
    """Copy a run with all that belongs to it, as of another day, by the database itself: it writes 14,000 rows."""
    from trellis.screening.models import Evidence, Result, Run

    made = _insert(cursor, Run, "id = %s", [run_id], {"at": at, "as_of": at.date()})
    cursor.execute("SELECT max(id) FROM screening_run")
    new = cursor.fetchone()[0]
    if made != 1:
        sys.exit("a run could not be copied")
    _insert(cursor, Result, "run_id = %s", [run_id], {"run_id": new})
    evidence = [
        field.column for field in Evidence._meta.concrete_fields if field.column not in ("id", "result_id")
    ]
    columns = ", ".join(f'"{name}"' for name in evidence)
    cursor.execute(
        f"INSERT INTO screening_evidence (result_id, {columns}) "
        f"SELECT copied.id, {', '.join(f'old.{chr(34)}{name}{chr(34)}' for name in evidence)} "
        "FROM screening_evidence AS old JOIN screening_result AS result ON result.id = old.result_id "
        "JOIN screening_result AS copied ON copied.school_id = result.school_id AND copied.run_id = %s "
        "WHERE result.run_id = %s",
        [new, run_id],
    )


def _insert(cursor: Any, model: Any, where: str, which: list[Any], changed: dict[str, Any]) -> int:
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    taken = ", ".join("%s" if name in changed else f'"{name}"' for name in columns)
    listed = ", ".join(f'"{name}"' for name in columns)
    values = [changed[name] for name in columns if name in changed]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {taken} FROM {model._meta.db_table} WHERE {where}",
        [*values, *which],
    )
    return int(cursor.rowcount)


def _kept_by_people(authority: str) -> None:
    """Watchlists, saved lists, and the record of ten years of pages looked at."""
    from trellis.accounts.models import User
    from trellis.activity.models import Event, Verb
    from trellis.schools.models import SavedList, Watched
    from trellis.schools.queries import open_schools_of

    choice = random.Random(10)
    now = datetime.now(UTC)
    urns = list(open_schools_of(authority).values_list("urn", flat=True))
    users = list(User.objects.all())
    Watched.objects.bulk_create(
        Watched(user=user, school_id=urn, at=now)
        for user in users
        for urn in choice.sample(urns, min(len(urns), 20))
    )
    SavedList.objects.bulk_create(
        SavedList(user=user, authority_id=authority, name=f"List {n}", query=f"level={1 + n % 3}", at=now)
        for user in users
        for n in range(10)
    )
    for _ in range(LOOKED_AT // 10_000):
        Event.objects.bulk_create(
            [
                Event(
                    verb=Verb.LOOKED,
                    by=choice.choice(users),
                    at=now - timedelta(minutes=choice.randrange(10 * 365 * 24 * 60)),
                    authority_code=authority,
                    urn=choice.choice(urns),
                    subject="suggested level and evidence",
                )
                for _ in range(10_000)
            ],
            batch_size=1_000,
        )


def _count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    folder, what = Path(sys.argv[1]).absolute(), sys.argv[2]
    casework.prepare()
    print(json.dumps(first(Home(root=folder)) if what == "first" else years(int(sys.argv[3]))))

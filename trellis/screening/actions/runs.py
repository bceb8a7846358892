"""Running a pack over every open school of an authority, and freezing the answer with its evidence."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.home import Home
from trellis.analysis.judging import evaluation, explanation
from trellis.analysis.judging import reasons as wording
from trellis.analysis.judging.explanation import Explanation
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.nearest_change import NearestChange
from trellis.judgements import feed
from trellis.problem import Refusal
from trellis.schools import data
from trellis.schools.actions import register
from trellis.schools.models import Authority
from trellis.screening import queries
from trellis.screening.actions import early_warnings
from trellis.screening.models import Evidence, Result, Run

if TYPE_CHECKING:
    from trellis.analysis.files.releases import Release
    from trellis.analysis.store.warehouse import Warehouse


class NothingToScreen(Refusal):
    """The authority has no open school in the data."""


class NoCaseworkTables(Refusal):
    """The casework database has not been prepared, or is of an earlier version of Trellis."""


class TwinsDisagree(Exception):
    """The evaluation and the explanation of one school differ: a fault of ours, and nothing is kept."""


def run(
    *,
    authority: str,
    pack: Framework,
    as_of: date,
    by: User | None,
    at: datetime,
    held: "Warehouse | None" = None,
    put_in_force: bool = False,
) -> Run:
    """Judge every open school of the authority by the pack, keep the result with its evidence, and return the run.

    What people had recorded in Trellis by `as_of` is judged with the data: see `judgements.feed`.
    `by` is the person who runs it, empty for the service itself; `held` the warehouse of today where it is open
    already. With `put_in_force` the pack becomes the one by which the authority's schools are shown; the first run
    of an authority does so too. A run as of an earlier day is kept to be looked at by its link: neither the list of
    schools nor what others see follows it. Raises PermissionDenied, NothingToScreen, NoCaseworkTables, or whatever
    keeps the warehouse from being opened.
    """
    _require_tables()
    if by is not None:
        access.require(by, Permission.SCREENING_RUN, authority=authority, on=timezone.localdate(at))
    today_here = timezone.localdate(at)
    earlier = as_of < today_here
    if as_of > today_here:
        raise data.CannotLookBack("The data cut-off is in the future: give today or a day before it.")
    today = held or _opened(as_of=None)
    # The list of schools is brought up to date in a transaction of its own: it is right whether or not the run is.
    kept = register.sync(authority=authority, warehouse=today, by=by, at=at)
    known = _opened(as_of=as_of) if earlier else today
    facts = known.facts(indicators=list(pack.columns_read()), authority=authority)
    facts = feed.into(facts, authority=kept.code, on=as_of)
    if not len(facts):
        raise NothingToScreen(f"{kept.name} has no open school in the data to screen.")
    assessed = evaluation.assess(pack, facts)
    # All that takes time is worked out before the transaction, which holds the one lock SQLite has.
    judged = [
        _judge(
            explanation.explain(pack, facts.one(int(urn))),
            columnar=int(level) or None,
            relationship=str(relationship),
        )
        for urn, level, relationship in zip(facts.urns, assessed.level, facts.relationship, strict=True)
    ]
    moving = early_warnings.work_out(pack, assessed, known=known, authority=kept.code)
    if earlier:
        register.keep_former(authority=kept, warehouse=known, urns=(one.urn for one in judged))
    elif put_in_force or not kept.pack:
        register.put_in_force(authority=kept, pack=pack.id, by=by, at=at)
    return _freeze(
        pack=pack,
        authority=kept,
        build_id=facts.build_id,
        judged=judged,
        moving=moving,
        releases=_used(known.releases(), judged=judged, authority=kept.code, as_of=as_of),
        is_current=not earlier and pack.id == kept.pack,
        as_of=as_of,
        by=by,
        at=at,
    )


def _require_tables() -> None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise NoCaseworkTables(
            f"The casework database cannot be reached, so a run cannot be kept: {str(error).strip()}. "
            "Check DATABASE_URL, and that the database is running."
        ) from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NoCaseworkTables(
            "The casework database is not prepared, so a run cannot be kept. "
            "Start `trellis serve` once, which prepares it, and run this again."
        )


def _used(
    releases: "Sequence[Release]", *, judged: "Sequence[_Judged]", authority: str, as_of: date
) -> list[dict[str, Any]]:
    """Return the releases that the data of `as_of` was made from, as plain JSON.

    What another authority returned is not among them: nothing here rests on it, and its name and times say much.
    A release that became known later is among them only where part of it was known by then, which `in_part` says:
    evidence rests on such a row, or it is the register, rolled back because none was held so early.
    """
    current = [
        release
        for release in releases
        if release.state == "current" and release.authority in (None, authority)
    ]
    registered = any(r.known_from <= as_of and "establishment" in r.kinds for r in current)
    cited = {
        str(fact["release"])
        for one in judged
        for row in one.evidence
        for fact in queries.facts_of(row["finding"])
        if fact.get("release")
    }
    return [
        {**_plain(release), "in_part": release.known_from > as_of}
        for release in current
        if release.known_from <= as_of
        or release.id in cited
        or (not registered and not {"establishment", "link"}.isdisjoint(release.kinds))
    ]


def _opened(*, as_of: date | None) -> "Warehouse":
    if as_of is not None:
        return data.look_back(as_of, today=timezone.localdate())
    from trellis.analysis.store import (
        warehouse,  # reads the database engine, which pages that only show runs do without
    )

    return warehouse.open(Home.from_environment())


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """One school's result and evidence, ready to be kept: the fields of the rows."""

    urn: int
    result: dict[str, Any]
    evidence: list[dict[str, Any]]


@transaction.atomic(durable=True)
def _freeze(
    *,
    pack: Framework,
    authority: Authority,
    build_id: str,
    judged: list[_Judged],
    moving: early_warnings.Moving,
    releases: list[dict[str, Any]],
    is_current: bool,
    as_of: date,
    by: User | None,
    at: datetime,
) -> Run:
    made = Run.objects.create(
        authority=authority,
        pack=pack.id,
        pack_title=pack.title,
        pack_version=pack.version,
        pack_hash=pack.hash,
        pack_text=_plain(pack),
        as_of=as_of,
        is_current=is_current,
        build_id=build_id,
        releases=releases,
        school_count=len(judged),
        by=by,
        at=at,
    )
    results = Result.objects.bulk_create(
        [Result(run=made, school_id=one.urn, **one.result) for one in judged]
    )
    Evidence.objects.bulk_create(
        [
            Evidence(result=result, **row)
            for result, one in zip(results, judged, strict=True)
            for row in one.evidence
        ],
        batch_size=1000,
    )
    early_warnings.keep(made, moving)
    trail.record(
        Verb.SCREENING_RUN,
        by=by,
        at=at,
        authority_code=authority.code,
        subject=f"{pack.id} {pack.version}, {len(results)} schools",
    )
    return made


def _judge(told: Explanation, *, columnar: int | None, relationship: str) -> _Judged:
    if columnar != told.suggested.level:
        raise TwinsDisagree(f"{told.urn}: evaluated as {columnar}, explained as {told.suggested.level}")
    covered = told.suggested.covered
    return _Judged(
        urn=told.urn,
        result={
            "level": told.suggested.level,
            "ground": str(told.suggested.ground),
            "known": covered.known,
            "counted": covered.counted,
            "coverage": covered.share,
            "relationship": relationship,
            "main_reason": _main_reason(told),
            "decided_by": list(told.suggested.because),
            "reasons": list(told.reasons),
            "changes": {
                "known": [_change(change) for change in told.nearest_changes()],
                "unknown": [_change(change) for change in told.nearest_data(size=2)],
                "contextually_vulnerable": told.contextually_vulnerable,
                "capacity": told.capacity,
            },
        },
        evidence=[
            {
                "position": position,
                "criterion": found.criterion.id,
                "level": found.criterion.level,
                "is_key": found.criterion.key,
                "met": int(found.answer),
                "sentence": found.finding.sentence,
                "finding": found.as_dict(),
            }
            for position, found in enumerate(told.findings, start=1)
        ],
    )


def _main_reason(told: Explanation) -> str:
    """The one line of a list: the names of what decided, else the first sentence of the reasons."""
    pack, suggested = told.framework, told.suggested
    if suggested.level in (2, 3) and suggested.because:
        return wording.short(pack, suggested.because)
    return told.reasons[0] if told.reasons else ""


def _change(change: NearestChange) -> dict[str, Any]:
    return {
        "level": change.level,
        "size": change.size,
        "total": change.total,
        "sets": [
            [
                {"criterion": one.criterion, "was": int(one.was), "becomes": int(one.becomes)}
                for one in together
            ]
            for together in change.sets
        ],
    }


def _plain(value: Any) -> dict[str, Any]:
    """Return a frozen dataclass as plain JSON, dates as ISO text."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(value), default=_as_text))
    return plain


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

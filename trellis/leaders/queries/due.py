"""What the register of system leaders asks for, derived from what has happened. Nothing here is stored."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.calendars.queries import year_name
from trellis.leaders.models import Protocol
from trellis.leaders.queries import leaders, papers
from trellis.leaders.queries.leaders import LeaderFile
from trellis.leaders.workflows.pen_portrait import ITS_PERSON, VERIFIER
from trellis.providers.queries.due import Due

VERIFY_DAYS = 28
PUBLISH_DAYS = 7
WRITE_DAYS = 28
CONSENT_DAYS = 14
ACCEPT_DAYS = 28
RELEASE_DAYS = 21
SOON_DAYS = 30
"""From how many days before it a yearly review is told of."""
_ASKED = (
    Permission.LEADER_JUDGE,
    Permission.LEADER_RELEASE,
    Permission.PORTRAIT_WRITE,
)


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each in _told(held, today, _ASKED) if each.is_of(user, held))


def told(held: Access, today: date) -> tuple[Due, ...]:
    """What is due at each authority whose register somebody keeps or judges in, whoever does it, the earliest day first."""
    return _told(held, today, (Permission.LEADER_KEEP, Permission.LEADER_JUDGE))


def _told(held: Access, today: date, asked: tuple[Permission, ...]) -> tuple[Due, ...]:
    codes = frozenset[str]().union(*(held.authorities(each) for each in asked))
    found: list[Due] = []
    for code in sorted(codes):
        in_force = papers.in_force(code, today=today)
        for file in leaders.current(code, today=today):
            found += [
                *_of_portrait(file),
                *_of_designations(file),
                *_of_days(file),
                *_of_protocols(file, in_force),
            ]
    return tuple(sorted(found, key=lambda each: (each.by, each.what)))


def _due(
    file: LeaderFile,
    what: str,
    *,
    by: date,
    page: str,
    more: tuple[int | str, ...] = (),
    own: bool = False,
) -> Due:
    """What its person does, or whoever judges."""
    person = file.leader.user_id
    return Due(
        authority=file.leader.authority_id,
        what=f"{what}: {file.leader.name}",
        by=by,
        page=page,
        args=(file.leader.pk, *more),
        shown=("leader", (file.leader.pk,)),
        permission=Permission.PORTRAIT_WRITE if own else Permission.LEADER_JUDGE,
        who=ITS_PERSON if own else VERIFIER,
        only=frozenset({person}) if own and person is not None else None,
        not_of=frozenset() if own or person is None else frozenset({person}),
    )


def _of_portrait(file: LeaderFile) -> Iterator[Due]:
    if file.leader.user_id is None:
        return  # nobody writes it without an account
    if not file.portrait_steps:
        begun = timezone.localdate(file.leader.at)
        yield _due(
            file,
            "Write your pen portrait",
            by=begun + timedelta(days=WRITE_DAYS),
            page="write_portrait",
            own=True,
        )
        return
    since = timezone.localdate(file.portrait_steps[-1].at)
    match file.portrait_state:
        case "draft":
            by = since + timedelta(days=CONSENT_DAYS)
            yield _due(
                file, "Consent to your pen portrait", by=by, page="take_portrait", more=("consent",), own=True
            )
        case "consented":
            by = since + timedelta(days=VERIFY_DAYS)
            yield _due(file, "Verify a pen portrait", by=by, page="take_portrait", more=("verify",))
        case "verified":
            by = since + timedelta(days=PUBLISH_DAYS)
            yield _due(file, "Publish a pen portrait", by=by, page="take_portrait", more=("publish",))
        case "published":
            review, newest = file.portrait_review_by, file.newest_portrait
            if review is not None and review - file.today <= timedelta(days=SOON_DAYS):
                yield _due(file, "Review a pen portrait", by=review, page="take_portrait", more=("refresh",))
            elif file.has_new_words and newest is not None:
                by = timezone.localdate(newest.at) + timedelta(days=VERIFY_DAYS)
                yield _due(
                    file,
                    "Look at the new words of a pen portrait",
                    by=by,
                    page="take_portrait",
                    more=("refresh",),
                )


def _of_designations(file: LeaderFile) -> Iterator[Due]:
    for each in file.held:
        ends_first = each.until is not None and each.until <= each.review_by
        if each.in_force and not ends_first and each.review_by - file.today <= timedelta(days=SOON_DAYS):
            yield _due(
                file,
                f"Review a designation, {each.designation.kind_name}",
                by=each.review_by,
                page="review_designation",
                more=(each.designation.pk,),
            )


def _of_days(file: LeaderFile) -> Iterator[Due]:
    """The answer of their school to the days that were said last of this academic year, and of the next."""
    school = file.leader.school
    if school is None:
        return
    for year in file.years:
        said = file.capacity_in(year)
        if said is None or not file.waits_in(year):
            continue
        of_next = f", for {year_name(year)}" if year != file.year else ""
        yield Due(
            authority=file.leader.authority_id,
            what=f"Answer about the release of a system leader: {file.leader.name}{of_next}",
            by=timezone.localdate(said.at) + timedelta(days=RELEASE_DAYS),
            page="release_leader",
            args=(file.leader.pk,),
            shown=("leader", (file.leader.pk,)),
            permission=Permission.LEADER_RELEASE,
            who="the headteacher of the school",
            school=school,
            not_of=frozenset({file.leader.user_id}) if file.leader.user_id is not None else frozenset(),
        )


def _of_protocols(file: LeaderFile, in_force: Mapping[str, Protocol]) -> Iterator[Due]:
    if file.leader.user_id is None:
        return
    missing = {
        each.pk: each for route, each in in_force.items() if not file.accepts(each.number, route=route)
    }
    for each in missing.values():
        begun = max(each.from_date, timezone.localdate(file.leader.at))
        yield _due(
            file,
            f"Accept protocol {each.number}",
            by=begun + timedelta(days=ACCEPT_DAYS),
            page="accept_protocol",
            more=(each.pk,),
            own=True,
        )

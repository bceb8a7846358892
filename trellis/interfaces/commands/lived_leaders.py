"""Severnshire's system leaders and its providers, played through the same actions as the pages take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands import lived_providers
from trellis.interfaces.commands.lived_leaders_words import DOCUMENTS, LEADERS, OWN, PROTOCOLS, Told
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.leaders.actions.designations import Given
    from trellis.leaders.models import DesignationKind, Protocol
    from trellis.leaders.queries.leaders import LeaderFile
    from trellis.providers.queries.register import ProviderFile

DAY = timedelta(days=1)
BEGAN = 400
SEEN = "I have worked beside them, and their school’s results and visitors say the same."
_DEPLOYED_BY = {
    "sle": "Severn Vale Teaching School Hub",
    **dict.fromkeys(("ast", "lead_professional", "own"), "Severnshire School Improvement Team"),
}
"""Through whom those are deployed whose own school is in no register of providers."""
_PORTRAITS = ("draft", "consented", "verified", "published")


def play(*, authority: str, at_home: set[int], people: People, at: datetime) -> tuple[int, int]:
    """Play providers and leaders to where their stories end. Returns how many there are of each.

    `at_home` are the schools whose headteacher can sign in: nothing is asked of those.
    """
    from trellis.casework.queries import levels

    # The others have no headteacher here yet: whoever tries Trellis gives them one
    led = User.objects.filter(posts__role="headteacher", posts__authority_code=authority).values("posts__urn")
    known = School.objects.filter(authority_id=authority, is_open=True, pk__in=led).exclude(pk__in=at_home)
    every = list(known.order_by("urn"))
    if not every:
        return 0, 0
    standing = levels.standing(known, on=timezone.localdate(at))
    secure = [each for each in every if each.pk in standing and standing[each.pk].level == 1]
    schools = secure or every  # it is those that do well that help others
    manager = _holder("traded_services", "Tariq Manager", authority, at)
    providers = lived_providers.play(
        authority=authority, manager=manager, schools=schools, people=people, at=at
    )
    protocols = _papers(authority, people, at)
    own = _own_kind(authority, people, at)
    for number, told in enumerate(LEADERS):
        _lead(told, number, authority, schools, people, providers, protocols, own, at)
    return len(providers), len(LEADERS)


def _holder(role: str, name: str, authority: str, at: datetime, *, address: str = "") -> User:
    """Whoever holds a role at the authority, or an account that nobody can sign in with."""
    from trellis.accounts.actions import accounts

    if not address:
        found = User.objects.filter(posts__role=role, posts__authority_code=authority).order_by("pk").first()
        if found is not None:
            return found
    email = f"{address or role.replace('_', '-')}@{authority}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email=email, name=name, password=None
    )
    accounts.give_posts(
        user=user, role=role, authority_code=authority, from_date=timezone.localdate(at) - 500 * DAY, urns=()
    )
    return user


def _papers(authority: str, people: People, at: datetime) -> "list[Protocol]":
    from trellis.leaders.actions import papers

    made = []
    for (title, text), days in zip(PROTOCOLS, (BEGAN, 75), strict=True):
        moment = at - days * DAY
        made.append(
            papers.make_protocol(
                authority=authority,
                route="both",
                title=title,
                text=text,
                from_date=timezone.localdate(moment),
                by=people.leader,
                at=moment,
            )
        )
    for title, text in DOCUMENTS:
        papers.add_document(authority=authority, title=title, text=text, by=people.leader, at=at - 80 * DAY)
    return made


def _own_kind(authority: str, people: People, at: datetime) -> "DesignationKind":
    from trellis.leaders.actions import designations

    name, about = OWN
    return designations.define(
        authority=authority, name=name, about=about, by=people.leader, at=at - BEGAN * DAY
    )


def _lead(
    told: Told,
    number: int,
    authority: str,
    schools: Sequence[School],
    people: People,
    providers: "dict[str, ProviderFile]",
    protocols: "list[Protocol]",
    own: "DesignationKind",
    at: datetime,
) -> None:
    from trellis.leaders.actions import designations

    began = at - (BEGAN - number) * DAY
    user = _account(told, number, authority, at)
    of_phase = [each for each in schools if each.phase_group == told.phase] or list(schools)
    school = None if told.outside else of_phase[(3 * number) % len(of_phase)]
    own_school = school is not None and school.name in providers
    provider = providers.get(told.provider or ("" if own_school else _DEPLOYED_BY.get(told.kind, "")))
    file = designations.enter(
        authority=authority,
        name=user.name if told.is_una and user is not None else told.name,
        school=school,
        works_at=told.outside,
        user=user,
        provider=provider.provider if provider is not None else None,
        by=people.leader,
        at=began,
    )
    file = designations.designate(
        file,
        given=_given(told, own, began, at),
        by=people.principal,
        at=began,
    )
    if told.accepted:
        file = _accepted(
            file,
            protocols[told.accepted - 1],
            user or people.leader,
            at - (60 if told.accepted == 2 else 300) * DAY,
        )
    if told.stage == "ended":
        designations.end(
            file,
            file.held[0].designation.pk,
            ended_on=timezone.localdate(at) - 30 * DAY,
            why="She has moved to a school in another county.",
            by=people.leader,
            at=at - 31 * DAY,
        )
        return
    if told.stage == "lapsed":
        return
    if number % 5:
        said = "The schools that had their help say that it changed something."
        file = designations.review(
            file, file.held[0].designation.pk, words=said, by=people.principal, at=at - 45 * DAY
        )
    if user is not None and told.portrait:
        file = _portrayed(file, told, user, people, at)
    _days(file, told, people, at)
    if number % 6 == 0:
        _learns(file, user, people, at)


def _account(told: Told, number: int, authority: str, at: datetime) -> User | None:
    """The account of whoever writes a portrait; of the leader who signs in, theirs."""
    if told.is_una:
        return _holder("system_leader", told.name, authority, at)
    if not told.portrait:
        return None
    return _holder("system_leader", told.name, authority, at, address=f"leader-{number}")


def _given(told: Told, own: "DesignationKind", began: datetime, now: datetime) -> "Given":
    from trellis.leaders.actions.designations import Given

    bodies = {"nle": "Department for Education", "sle": "Severn Vale Teaching School Hub"}
    grounds = {
        "ast": "Five lessons and a file of work, with what pupils and other teachers say.",
        "lead_professional": "Seen in eleven lessons over a year: pupils of every starting point learn more with them than elsewhere.",
    }
    today = timezone.localdate(now)
    return Given(
        kind=told.kind,
        own=own if told.kind == "own" else None,
        body=bodies.get(told.kind, "Severnshire"),
        from_date=timezone.localdate(began),
        until=today - 15 * DAY if told.stage == "lapsed" else today + 300 * DAY,
        cohort=told.cohort,
        areas=told.areas,
        phases=(told.phase,),
        ground=grounds.get(told.kind, ""),
        ground_by="Assessors of the Western Region" if told.kind == "ast" else "",
        ground_on=timezone.localdate(began) - 20 * DAY if told.kind in grounds else None,
        own_days=6 if told.kind == "ast" else None,
        other_days=18 if told.kind == "ast" else None,
    )


def _accepted(file: "LeaderFile", protocol: "Protocol", by: User, at: datetime) -> "LeaderFile":
    from trellis.leaders.actions import papers

    return papers.accept(file, protocol, routes=protocol.routes, by=by, at=at)


def _portrayed(file: "LeaderFile", told: Told, user: User, people: People, at: datetime) -> "LeaderFile":
    from trellis.leaders.actions import portraits

    steps = (
        ("consent", user, "These are my words, and others may read them."),
        ("verify", people.principal, SEEN),
        ("publish", people.principal, "Schools can choose by it."),
    )
    began = at - (120 if told.portrait == "published" else 12) * DAY
    file = portraits.write(file, words=told.words, offers=told.offers, by=user, at=began)
    for number, (name, by, said) in enumerate(steps[: _PORTRAITS.index(told.portrait)]):
        file = portraits.take(file, name, reasons=said, by=by, at=began + (3 + 4 * number) * DAY)
    return file


def _days(file: "LeaderFile", told: Told, people: People, at: datetime) -> None:
    """What is said of this academic year, and the answer of the school."""
    from trellis.calendars.queries import academic_year
    from trellis.leaders.actions import days, designations

    if told.days is None:
        return
    moment = at - (40 if told.released else 9) * DAY
    if academic_year(timezone.localdate(moment)) != academic_year(timezone.localdate(at)):
        moment = at  # the academic year has just begun
    file = days.say(designations.read(file.leader, at=moment), days=told.days, by=people.leader, at=moment)
    if not told.released:
        return
    school = file.leader.school
    days.release(
        file,
        days=told.days,
        agrees=True,
        for_head="Their headteacher, by letter" if school is None else "",
        by=people.head_of(school) if school is not None else people.leader,
        at=moment,
    )


def _learns(file: "LeaderFile", user: User | None, people: People, at: datetime) -> None:
    from trellis.leaders.actions import learning

    file = learning.say(
        file,
        need="How to tell a headteacher what they would rather not hear.",
        source="leader" if user is not None else "authority",
        by=user or people.leader,
        at=at - 35 * DAY,
    )
    file = learning.say(
        file, need="The new inspection toolkit.", source="national_body", by=people.leader, at=at - 30 * DAY
    )
    learning.meet(
        file,
        file.needs[-1].pk,
        how="A morning with an inspector, for all leaders of the first cohort.",
        by=people.leader,
        at=at - 20 * DAY,
    )

"""Steps of warning notices and of concerns about academies, for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from trellis.accounts.models import User
from trellis.interventions.actions import challenges, concerns, following, notices
from trellis.interventions.actions.notices import Words
from trellis.interventions.queries import concerns as kept_concerns
from trellis.interventions.queries import notices as kept_notices
from trellis.interventions.queries.challenges import ChallengeFile
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.queries.notices import NoticeFile
from trellis.schools.models import School

AT = builders.AT
TODAY = AT.date()
A_DAY = timedelta(days=1)
COPIES = ("secretary_of_state", "headteacher")


def school(urn: int = builders.OAK) -> School:
    return School.objects.get(pk=urn)


def senior(urn: int = builders.OAK) -> User:
    return builders.person("ssa" if urn == builders.OAK else "spa")


def principal() -> User:
    return builders.person("pa")


def director() -> User:
    return builders.person("director")


def words(**more: Any) -> Words:
    given: dict[str, Any] = {
        "grounds": ("low_standards",),
        "matters": "Results in mathematics have been in the lowest tenth for three years.",
        "required": "Appoint a leader of mathematics, and agree a plan with the authority.",
        "days": 30,
        "basis": "working_days",
        "powers": ("arrangements", "interim_board"),
        "guidance": "support-and-intervention",
    }
    return Words(**{**given, **more})


def challenged(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> ChallengeFile:
    given: dict[str, Any] = {
        "duty": "high-standards",
        "matters": "Attendance has fallen for three years.",
        "evidence": "Overall absence of 9.5% in 2026 (row 2 of the file).",
        "expected": "A plan for attendance, agreed with the governors.",
        "answer_by": at.date() + timedelta(days=21),
        "addressee": "Ann Lee, headteacher, and Ben Marsh, chair",
        "means": "E-mail",
        "dated": at.date(),
    }
    return challenges.send(school=school(urn), by=senior(urn), at=at, **{**given, **more})


def considered(urn: int = builders.OAK, *, by: User | None = None, at: datetime = AT) -> NoticeFile:
    return notices.consider(
        school=school(urn), why="Two terms of support changed little.", by=by or senior(urn), at=at
    )


def drafted(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> NoticeFile:
    return notices.draft(considered(urn, at=at), words=words(**more), by=senior(urn), at=at)


def checked(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> NoticeFile:
    return sound(drafted(urn, at=at, **more), at=at)


def sound(file: NoticeFile, *, is_sound: bool = True, at: datetime = AT) -> NoticeFile:
    return notices.check(
        file,
        lawyer="Lena Ford, solicitor",
        checked_on=at.date(),
        is_sound=is_sound,
        advice="" if is_sound else "Say which results.",
        by=senior(file.notice.school_id),
        at=at,
    )


def given(urn: int = builders.OAK, *, at: datetime = AT, by: User | None = None, **more: Any) -> NoticeFile:
    return give(checked(urn, at=at, **more), by=by, at=at)


def give(file: NoticeFile, *, by: User | None = None, at: datetime = AT) -> NoticeFile:
    return notices.give(
        file,
        given_on=at.date(),
        addressee="Ben Marsh, chair of governors",
        means="By hand",
        by=by or principal(),
        at=at,
    )


def running(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> NoticeFile:
    file = given(urn, at=at, **more)
    for recipient in COPIES:
        file = following.copy(
            file, recipient=recipient, to="By e-mail", sent_on=at.date(), by=senior(urn), at=at
        )
    return notices.run(file, by=senior(urn), at=at)


def later(file: NoticeFile, *, days: int) -> tuple[NoticeFile, datetime]:
    """The same notice as read some days after AT, and that moment."""
    at = AT + days * A_DAY
    found = kept_notices.one(file.notice.pk, school=file.notice.school, today=at.date())
    assert found is not None
    return found, at


def failed(urn: int = builders.OAK) -> tuple[NoticeFile, datetime]:
    file, at = later(running(urn), days=60)
    return notices.fail(file, reasons="No leader was appointed.", by=principal(), at=at), at


def eligible(
    urn: int = builders.OAK, *, powers: tuple[str, ...] = ("interim_board",)
) -> tuple[NoticeFile, datetime]:
    file, at = failed(urn)
    following.propose_power(
        file,
        powers=powers,
        told_on=at.date(),
        from_date=at.date() + 15 * A_DAY,
        words="We are minded to replace the governing body.",
        by=principal(),
        at=at,
    )
    file, at = later(file, days=75)
    return following.become_eligible(
        file, reasons="No compliance, and notice given.", by=principal(), at=at
    ), at


def used(
    urn: int = builders.OAK, *, powers: tuple[str, ...] = ("interim_board",)
) -> tuple[NoticeFile, datetime]:
    file, at = eligible(urn, powers=powers)
    return following.use_power(
        file,
        power="interim_board",
        from_date=at.date(),
        what="A board of five for two years.",
        consulted="The governing body, which disagreed.",
        consent="Given by letter on 1 February 2027.",
        by=director(),
        at=at,
    ), at


def secretarys(urn: int = builders.OAK, *, given_on: date = TODAY, at: datetime = AT) -> Any:
    return following.record_secretarys(
        school=school(urn), given_on=given_on, about="Standards in mathematics.", by=senior(urn), at=at
    )


def noted(urn: int = builders.ACADEMY, *, subject: str = "standards", by: User | None = None) -> ConcernFile:
    return concerns.note(
        school=school(urn),
        subject=subject,
        seen="Results fell for three years.",
        evidence="Published results of 2024 to 2026.",
        direction="declining",
        by=by or builders.person("spa"),
        at=AT,
    )


def discussed(**more: Any) -> ConcernFile:
    return concerns.discuss(
        noted(**more),
        met_on=TODAY,
        whom="Cara Hill, principal",
        words="The principal agrees that results fell.",
        by=builders.person("spa"),
        at=AT,
    )


def raised(**more: Any) -> ConcernFile:
    file = discussed(**more)
    return concerns.raise_in_writing(
        file,
        addressee="Dan Reed, chief executive of Hedgerow Learning Trust",
        means="E-mail",
        dated=TODAY,
        words=kept_concerns.letter(file, "raise_in_writing"),
        by=builders.person("spa"),
        at=AT,
    )


def concern_later(file: ConcernFile, *, days: int) -> tuple[ConcernFile, datetime]:
    at = AT + days * A_DAY
    found = kept_concerns.one(file.concern.pk, school=file.concern.school, today=at.date())
    assert found is not None
    return found, at


REFERRAL: dict[str, Any] = {
    "addressee": "The regional director",
    "means": "E-mail",
    "words": "We ask you to look at this.",
}

"""Warning notices and concerns of Severnshire, played through the same actions as the pages take."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School
from trellis.screening.models import Result, Run

if TYPE_CHECKING:
    from trellis.interventions.queries.challenges import ChallengeFile
    from trellis.interventions.queries.concerns import ConcernFile
    from trellis.interventions.queries.notices import NoticeFile

DAY = timedelta(days=1)
MOST_CONCERN = 3


def play(*, run: Run, people: People, at: datetime) -> dict[str, int]:
    """Play a notice that runs, one that waits to be given, and two concerns about academies. Returns how many of what.

    The schools are those of which the screening suggests most concern, so that no notice comes out of the blue.
    """
    of_concern = [
        result.school
        for result in Result.objects.filter(run=run, level=MOST_CONCERN)
        .select_related("school")
        .order_by("school_id")
    ]
    maintained = [each for each in of_concern if each.relationship == "maintained" and each.is_open]
    academies = [each for each in of_concern if each.relationship == "academy" and each.is_open]
    for school in maintained[:1]:
        _challenged_in_vain(school, people, at)
    for school, story in zip(maintained, (_running, _waiting_to_be_given), strict=False):
        story(school, people, at)
    for school in maintained[-1:]:
        _challenged(school, people, at - 2 * DAY)
    for school, story in zip(academies, (_unanswered, _discussed), strict=False):
        story(school, people, at)
    return {"notices": min(2, len(maintained)), "concerns": min(2, len(academies))}


def _challenged_in_vain(school: School, people: People, at: datetime) -> None:
    from trellis.interventions.actions import challenges

    letter = _challenged(school, people, at - 50 * DAY)
    challenges.close(
        letter,
        met=False,
        words="No plan was agreed by the day that was asked for. A warning notice is considered.",
        by=people.senior_of(school),
        at=at - 22 * DAY,
    )


def _challenged(school: School, people: People, at: datetime) -> "ChallengeFile":
    from trellis.interventions.actions import challenges

    day = timezone.localdate(at)
    return challenges.send(
        school=school,
        duty="high-standards",
        matters="Too few pupils leave with what they need in reading and mathematics, and leaders do not see why.",
        evidence="The newest screening: the criteria of level 3 that are met, each with its figures and their rows.",
        expected="A plan for reading and mathematics, agreed by the governing body, with what changes by the end of term.",
        answer_by=day + 21 * DAY,
        addressee=f"The headteacher, and {people.chair_of(school).name}, chair of governors",
        means="By e-mail",
        dated=day,
        by=people.senior_of(school),
        at=at,
    )


def _running(school: School, people: People, at: datetime) -> None:
    from trellis.interventions.actions import following, notices

    then = at - 20 * DAY
    senior = people.senior_of(school)
    file = notices.give(
        _checked(school, people, then),
        given_on=timezone.localdate(then),
        addressee=f"{people.chair_of(school).name}, chair of governors",
        means="By hand, at a meeting of the governing body",
        by=people.principal,
        at=then,
    )
    for recipient in file.copies_waiting:
        file = following.copy(
            file,
            recipient=recipient.id,
            to="By e-mail, with a receipt",
            sent_on=timezone.localdate(then),
            by=senior,
            at=then,
        )
    notices.run(file, by=senior, at=then)


def _waiting_to_be_given(school: School, people: People, at: datetime) -> None:
    _checked(school, people, at - 2 * DAY)


def _checked(school: School, people: People, at: datetime) -> "NoticeFile":
    from trellis.interventions.actions import notices
    from trellis.interventions.actions.notices import Words

    senior = people.senior_of(school)
    file = notices.consider(
        school=school,
        why="Two terms of support have not changed what pupils learn, and leaders do not see why.",
        by=senior,
        at=at,
    )
    words = Words(
        grounds=("low_standards",),
        matters="Fewer pupils than in any school like it reach the expected standard, for the third year. Visits show why.",
        required="Agree a plan for mathematics and reading with the authority, and report on it to each meeting.",
        days=60,
        basis="working_days",
        powers=("arrangements", "interim_board"),
        guidance="support-and-intervention",
    )
    file = notices.draft(file, words=words, by=senior, at=at)
    return notices.check(
        file,
        lawyer="Lena Ford, solicitor to the council",
        checked_on=timezone.localdate(at),
        is_sound=True,
        advice="The grounds are made out in the evidence that is named.",
        by=senior,
        at=at,
    )


def _unanswered(school: School, people: People, at: datetime) -> None:
    from trellis.interventions.actions import concerns
    from trellis.interventions.queries import concerns as kept

    then = at - 40 * DAY
    file = _talked(school, people, then)
    concerns.raise_in_writing(
        file,
        addressee=f"The chief executive of {school.trust_name or 'the trust'}",
        means="E-mail",
        dated=timezone.localdate(then),
        words=kept.letter(file, "raise_in_writing"),
        by=people.senior_of(school),
        at=then,
    )


def _discussed(school: School, people: People, at: datetime) -> None:
    _talked(school, people, at - 6 * DAY)


def _talked(school: School, people: People, at: datetime) -> "ConcernFile":
    from trellis.interventions.actions import concerns

    senior = people.senior_of(school)
    file = concerns.note(
        school=school,
        subject="standards",
        seen="Results have fallen for three years, and the plan that we were shown does not say why.",
        evidence="The published results of the last three years, and the page of the school in Trellis.",
        direction="declining",
        by=senior,
        at=at,
    )
    return concerns.discuss(
        file,
        met_on=timezone.localdate(at),
        whom="The principal of the academy",
        words="The principal agrees that results fell, and expects a change with a new leader of mathematics.",
        by=senior,
        at=at,
    )

"""Sending a letter of challenge, answering it and closing it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.duties import shipped
from trellis.interventions.models import ChallengeLetter, ChallengeLetterStep
from trellis.interventions.queries import challenges
from trellis.interventions.queries.challenges import ChallengeFile
from trellis.interventions.workflows.challenge import CHALLENGE
from trellis.schools import standing_aside
from trellis.schools.models import School


@transaction.atomic(durable=True)
def send(
    *,
    school: School,
    duty: str,
    matters: str,
    evidence: str,
    expected: str,
    answer_by: date,
    addressee: str,
    means: str,
    dated: date,
    by: User,
    at: datetime,
) -> ChallengeFile:
    """Keep a letter of challenge that has gone to a school. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.NOTICE_WRITE, school=school, on=today)
    standing_aside.check(by, Permission.NOTICE_WRITE, school=school, on=today)
    if school.relationship != "maintained" or not school.is_open:
        raise CannotTake("A letter of challenge goes to an open school that the authority maintains.")
    under = shipped.duties().get(duty)
    if under is None:
        raise CannotTake("Choose the duty or the power that the letter rests on.")
    if dated > today:
        raise CannotTake("The day of the letter cannot be after today.")
    if answer_by <= dated:
        raise CannotTake("Give the school until a day after the letter to answer.")
    told = {
        "duty": under.id,
        "duty_name": f"{under.title} ({under.source})",
        "matters": check_text(matters, "Say what must get better."),
        "evidence": check_text(evidence, "Say what shows it."),
        "expected": check_text(expected, "Say what the authority asks for."),
        "addressee": check_text(addressee, "Say to whom it is addressed."),
        "means": check_text(means, "Say by what means it goes."),
        "answer_by": answer_by,
        "dated": dated,
    }
    School.objects.select_for_update().filter(pk=school.pk).first()
    if ChallengeLetter.objects.filter(school=school, by=by, at__date=today, **told).exists():
        raise CannotTake("You have recorded this letter already: it is kept, once.")
    made = ChallengeLetter.objects.create(
        authority_id=school.authority_id, school=school, by=by, at=at, **told
    )
    ChallengeLetterStep.objects.create(
        challenge=made, number=1, name="send", state=CHALLENGE.initial, by=by, at=at
    )
    trail.record(
        Verb.CHALLENGE_MOVED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject="sent",
    )
    return _read(made, today=today)


@transaction.atomic(durable=True)
def answer(file: ChallengeFile, *, words: str, by: User, at: datetime) -> ChallengeFile:
    """Answer for the school. It may answer again; each answer stays. Raises TransitionRefused, StandsAside or CannotTake."""
    return _take(file, "answer", words=check_text(words, "Write what the school answers."), by=by, at=at)


@transaction.atomic(durable=True)
def close(file: ChallengeFile, *, met: bool, words: str, by: User, at: datetime) -> ChallengeFile:
    """Close the letter, with what shows it or what follows. Raises TransitionRefused, StandsAside or CannotTake."""
    said = check_text(words, "Say what shows that it is done." if met else "Say what follows instead.")
    return _take(file, "meet" if met else "give_up", words=said, by=by, at=at)


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this school."""
    return taking.may(user, CHALLENGE, school=school, on=on, held=held)


def _take(file: ChallengeFile, name: str, *, words: str, by: User, at: datetime) -> ChallengeFile:
    school = file.challenge.school
    School.objects.select_for_update().filter(pk=school.pk).first()
    taking.step(
        CHALLENGE,
        file,
        name,
        rows=ChallengeLetterStep,
        of={"challenge": file.challenge},
        school=school,
        verb=Verb.CHALLENGE_MOVED,
        by=by,
        at=at,
        reasons=words,
        for_school=name == "answer",
    )
    return _read(file.challenge, today=file.today)


def _read(challenge: ChallengeLetter, *, today: date) -> ChallengeFile:
    found = challenges.one(challenge.pk, school=challenge.school, today=today)
    if found is None:
        raise LookupError("a letter that was just written is there")
    return found

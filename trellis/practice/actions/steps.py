"""The steps of an entry after it was nominated."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.practice.actions.nominations import read
from trellis.practice.models import EntryStep, Publication
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import GOOD_PRACTICE, VERIFIER
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

HELD = "Something was recorded of the school since a person last decided about this entry. A person decides whether it stays."
ASKED = {
    "consent": "Say for whom you consent.",
    "decline": "Say why the school declines.",
    "verify": "Say what you saw, and where, that shows the practice to be as its words say.",
    "refresh": "Say what shows that the practice still is as its words say.",
    "publish": "Say why it is published.",
    "keep": "Say why it stays in the directory.",
    "take_back": "Say why the school takes its consent back.",
    "withdraw": "Say why it is withdrawn.",
}
"""What is said where the reason of a step is missing."""
OF_SCHOOL = frozenset({"consent", "decline", "take_back"})
NOT_THE_NOMINATOR = frozenset({"verify", "refresh"})
_SHOWS = frozenset({"publish", "refresh"})


def may(user: User, *, school: School, at: datetime, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this school."""
    return taking.may(user, GOOD_PRACTICE, school=school, on=timezone.localdate(at), held=held)


def refusal(file: EntryFile, name: str, *, by: User) -> str:
    """Why somebody may not take a step though their role could: they nominated the entry; "" where they may."""
    if name in NOT_THE_NOMINATOR and by.pk == file.entry.by_id:
        return f"“{GOOD_PRACTICE.by_name[name].label}” is for {VERIFIER}: you nominated it."
    return ""


@transaction.atomic(durable=True)
def take(file: EntryFile, name: str, *, reasons: str, by: User, at: datetime) -> EntryFile:
    """Take a step of an entry, with why, or with what shows it. Raises TransitionRefused, StandsAside or CannotTake."""
    if name not in ASKED:
        raise KeyError(name)
    said = check_text(reasons, ASKED[name])
    school = file.entry.school
    GOOD_PRACTICE.check(file, name, state=file.state, may=may(by, school=school, at=at))
    if why := refusal(file, name, by=by):
        raise TransitionRefused(why)
    School.objects.select_for_update().filter(pk=school.pk).first()
    _refuse_other_words(file, at=at)
    if file.is_held:
        file = _hold(file, at=at)
    _step(file, name, by=by, at=at, reasons=said, details={"wording": file.wording.number})
    if name in _SHOWS:
        Publication.objects.create(
            entry=file.entry, number=len(file.publications) + 1, wording=file.wording, by=by, at=at
        )
    return read(file.entry, at=at)


@transaction.atomic(durable=True)
def hold(file: EntryFile, *, at: datetime) -> EntryFile:
    """Record that an entry is held back until a person decides. Raises CannotTake where nothing holds it."""
    if not file.is_held:
        raise CannotTake("Nothing holds this entry back.")
    return _hold(file, at=at)


def _hold(file: EntryFile, *, at: datetime) -> EntryFile:
    _step(replace(file, caused_at=None), "hold", by=None, at=at, reasons=HELD)
    return read(file.entry, at=at)


def _step(file: EntryFile, name: str, *, by: User | None, at: datetime, reasons: str, **more: Any) -> None:
    taking.step(
        GOOD_PRACTICE,
        file,
        name,
        rows=EntryStep,
        of={"entry": file.entry},
        school=file.entry.school,
        verb=Verb.PRACTICE_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        for_school=name in OF_SCHOOL,
        **more,
    )


def _refuse_other_words(file: EntryFile, *, at: datetime) -> None:
    """Refuse a step that rests on words which have been written over since they were read."""
    if read(file.entry, at=at).wording.pk != file.wording.pk:
        raise CannotTake(
            "The school has worded this entry anew since you opened the page. Read the new words before you go on."
        )

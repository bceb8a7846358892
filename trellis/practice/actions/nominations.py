"""Nominating good practice, and wording it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import LONGEST, CannotTake, check_text, require
from trellis.practice import areas
from trellis.practice.models import PHASES, Entry, EntryStep, Origin, Wording
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import GOOD_PRACTICE
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.visits.models import Visit

MOST_AREAS = 4
LONGEST_LINE = 120
# An address, or so many digits that they are a telephone’s: neither is a role at a school
_PRIVATE = re.compile(r"@|https?:|www\.|(?:\d[\s()./-]*){6,}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an entry says. All but what it is called, what is done and its areas may come later."""

    title: str
    what: str
    whom: str = ""
    shows: str = ""
    see: str = ""
    contact: str = ""
    areas: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()


@transaction.atomic(durable=True)
def nominate(
    *,
    school: School,
    words: Words,
    why: str,
    by: User,
    at: datetime,
    visit: Visit | None = None,
    indicator: str = "",
) -> EntryFile:
    """Nominate a school’s practice. One that the headteacher nominates has the school’s consent with it, where its words are whole.

    Raises PermissionDenied, StandsAside or CannotTake.
    """
    today = timezone.localdate(at)
    require(by, Permission.PRACTICE_NOMINATE, school=school, on=today)
    of_school = schools.reaches(access.of(by, on=today), Permission.PRACTICE_CONSENT, school=school)
    if not of_school:
        standing_aside.check(by, Permission.PRACTICE_NOMINATE, school=school, on=today)
    if not school.is_open:
        raise CannotTake("A school that has closed has no practice to visit.")
    if visit is not None and visit.school_id != school.pk:
        raise CannotTake("This visit was to another school.")
    if len(indicator) > 60:
        raise CannotTake("There is no such figure.")
    why = check_text(why, "Say why you nominate it.")
    told = _checked(words)
    School.objects.select_for_update().filter(pk=school.pk).first()
    if any(
        each.is_open and each.wording.title == told["title"]
        for each in entries.of_school(school, today=today)
    ):
        raise CannotTake("The school has an entry of this name already: it is kept, once.")
    origin = Origin.SCHOOL if of_school else Origin.ADVISER
    if visit is not None:
        origin = Origin.VISIT
    elif indicator and not of_school:
        origin = Origin.DATA
    made = Entry(
        authority_id=school.authority_id,
        school=school,
        origin=origin,
        visit=visit,
        indicator=indicator,
        why=why,
        by=by,
        at=at,
    )
    wording = begin(made, told)
    if of_school and not wording.lacks:
        taking.step(
            GOOD_PRACTICE,
            read(made, at=at),
            "consent",
            rows=EntryStep,
            of={"entry": made},
            school=school,
            verb=Verb.PRACTICE_MOVED,
            by=by,
            at=at,
            reasons="Nominated by the headteacher, who answers for the school.",
            for_school=True,
        )
    return read(made, at=at)


def begin(made: Entry, told: Mapping[str, object]) -> Wording:
    """Keep a nomination with its first wording, its first step and its line in the trail. Returns the wording."""
    made.save(force_insert=True)
    who: dict[str, Any] = {"by": made.by, "at": made.at}
    wording = Wording.objects.create(entry=made, number=1, **who, **told)
    EntryStep.objects.create(
        entry=made, number=1, name="nominate", state=GOOD_PRACTICE.initial, reasons=made.why, **who
    )
    trail.record(
        Verb.PRACTICE_NOMINATED,
        authority_code=made.authority_id,
        urn=made.school_id,
        subject=wording.title,
        **who,
    )
    return wording


@transaction.atomic(durable=True)
def word(file: EntryFile, *, words: Words, by: User, at: datetime) -> EntryFile:
    """Word an entry for the school. What the directory shows stays until the new words are verified.

    Raises PermissionDenied or CannotTake.
    """
    school = file.entry.school
    require(by, Permission.PRACTICE_CONSENT, school=school, on=timezone.localdate(at))
    School.objects.select_for_update().filter(pk=school.pk).first()
    if not file.is_open:
        raise CannotTake(f"This entry has ended: it is {GOOD_PRACTICE.said(file.state)}.")
    told = _checked(words)
    if all(getattr(file.wording, name) == value for name, value in told.items()):
        raise CannotTake("These are the words that it has already.")
    whole = Wording(**told)
    if file.state != "nominated" and whole.lacks:
        raise CannotTake(f"The words must say {', '.join(whole.lacks)}: the school has consented to it.")
    try:
        with transaction.atomic():
            Wording.objects.create(entry=file.entry, number=file.wording.number + 1, by=by, at=at, **told)
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has worded it since you opened the page. Nothing of yours was saved: "
            "look at their words before you send yours again."
        ) from error
    trail.record(
        Verb.PRACTICE_WORDED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=str(told["title"]),
    )
    return read(file.entry, at=at)


def read(entry: Entry, *, at: datetime) -> EntryFile:
    """Read an entry again after something was written of it."""
    found = entries.one(entry.pk, authorities=(entry.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("an entry that was just written is there")
    return found


def _checked(words: Words) -> dict[str, object]:
    """The columns of a wording. Raises CannotTake where something is missing, too long, or not one of the choices."""
    title = _line(check_text(words.title, "Say what the practice is called."), "what it is called")
    known, phases = areas.every(), tuple(each for each in PHASES if each in words.phases)
    if not words.areas or any(each not in known for each in words.areas):
        raise CannotTake("Choose at least one area of practice.")
    if len(set(words.areas)) > MOST_AREAS:
        raise CannotTake(f"Choose {MOST_AREAS} areas of practice or fewer: what it is mostly about.")
    if not phases or len(phases) != len(set(words.phases)):
        raise CannotTake("Choose at least one phase.")
    contact = _line(words.contact.strip(), "whom to ask for")
    if _PRIVATE.search(contact):
        raise CannotTake(
            "Name a role at the school, such as “the leader of reading”: no e-mail address and no telephone number."
        )
    told: dict[str, object] = {
        "title": title,
        "what": check_text(words.what, "Say what is done."),
        "contact": contact,
        "areas": [each for each in known if each in words.areas],
        "phases": list(phases),
    }
    for name in ("whom", "shows", "see"):
        said = getattr(words, name).strip()
        if len(said) > LONGEST:
            raise CannotTake(f"Use {LONGEST:,} characters or fewer: this is {len(said):,}.")
        told[name] = said
    return told


def _line(said: str, what: str) -> str:
    line = " ".join(said.split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer for {what}: this is {len(line)}.")
    return line

"""The stewardship group, and the enquiry library."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.leadership.models import Enquiry, EnquiryPromotion, EnquiryWording, Steward, StewardEnd
from trellis.leadership.models.academy import For
from trellis.leadership.queries import academy
from trellis.leadership.queries.academy import EnquiryFile, Seat
from trellis.practice import areas
from trellis.practice.actions import nominations
from trellis.practice.models import Entry
from trellis.practice.queries import entries
from trellis.schools import queries as schools
from trellis.schools.models import School

LONGEST_LINE = 120
MOST_AREAS = 4


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an enquiry says."""

    title: str
    question: str
    method: str
    found: str
    applies: str
    areas: tuple[str, ...]


@transaction.atomic(durable=True)
def seat(
    *,
    authority: str,
    name: str,
    post: str,
    stands_for: str,
    is_head: bool,
    is_chair: bool,
    from_date: date,
    by: User,
    at: datetime,
) -> Steward:
    """Take somebody into the stewardship group. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    access.require(by, Permission.ACADEMY_KEEP, authority=authority, on=today)
    if stands_for not in For.values:
        raise CannotTake("Choose for whom they stand.")
    name = _line(name, "Say who it is.")
    made = Steward.objects.create(
        authority_id=authority,
        name=name,
        post=_line(post, "Say which post they hold, and where."),
        stands_for=stands_for,
        is_head=is_head,
        is_chair=is_chair,
        from_date=from_date,
        by=by,
        at=at,
    )
    _record(Verb.STEWARDS_CHANGED, authority, f"Joined: {name}", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def unseat(seat: Seat, *, to_date: date, why: str, by: User, at: datetime) -> StewardEnd:
    """Record that somebody leaves the group. Raises PermissionDenied or CannotTake."""
    steward = seat.steward
    access.require(by, Permission.ACADEMY_KEEP, authority=steward.authority_id, on=timezone.localdate(at))
    said = check_text(why, "Say why they leave.")
    if to_date < steward.from_date:
        raise CannotTake("The last day cannot be before the first.")
    try:
        with transaction.atomic():
            made = StewardEnd.objects.create(steward=steward, to_date=to_date, why=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("That they leave has been recorded already.") from error
    _record(Verb.STEWARDS_CHANGED, steward.authority_id, f"Left: {steward.name}", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def post(*, authority: str, school: School | None, words: Words, by: User, at: datetime) -> EnquiryFile:
    """Put an enquiry into the library, of a school or of nobody’s. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    access.require(by, Permission.ENQUIRY_WRITE, authority=authority, on=today)
    held = access.of(by, on=today)
    if school is None:
        if all(post.role.at_school for post in held.posts_with(Permission.ENQUIRY_WRITE)):
            raise CannotTake("Choose the school at which the enquiry was made.")
    elif school.authority_id != authority or not schools.reaches(
        held, Permission.ENQUIRY_WRITE, school=school
    ):
        raise CannotTake("You post an enquiry of a school that you work with.")
    told = _checked(words)
    made = Enquiry.objects.create(authority_id=authority, school=school, by=by, at=at)
    EnquiryWording.objects.create(enquiry=made, number=1, by=by, at=at, **told)
    _record(Verb.ENQUIRY_WRITTEN, authority, f"Posted: {told['title']}", by=by, at=at)
    return read(made, at=at)


@transaction.atomic(durable=True)
def word(file: EnquiryFile, *, words: Words, by: User, at: datetime) -> EnquiryFile:
    """Word an enquiry anew: by whoever posted it, or who keeps the library. Raises PermissionDenied or CannotTake."""
    code = file.enquiry.authority_id
    today = timezone.localdate(at)
    access.require(
        by,
        Permission.ENQUIRY_WRITE if file.enquiry.by_id == by.pk else Permission.ACADEMY_KEEP,
        authority=code,
        on=today,
    )
    told = _checked(words)
    if all(getattr(file.wording, name) == value for name, value in told.items()):
        raise CannotTake("This is what it says already.")
    try:
        with transaction.atomic():
            EnquiryWording.objects.create(
                enquiry=file.enquiry, number=file.wording.number + 1, by=by, at=at, **told
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has worded it since you opened the page. Nothing of yours was saved: "
            "look at their words before you send yours again."
        ) from error
    _record(Verb.ENQUIRY_WRITTEN, code, f"Worded: {told['title']}", by=by, at=at)
    return read(file.enquiry, at=at)


def promote(file: EnquiryFile, *, why: str, by: User, at: datetime) -> Entry:
    """Put an enquiry of a school forward for the directory of good practice: its school is asked for consent there.

    The nomination is a write of its own. Where what follows it fails, asking again finds it, so that nothing is there twice.
    Raises PermissionDenied, StandsAside or CannotTake.
    """
    enquiry, told = file.enquiry, file.wording
    if enquiry.school is None:
        raise CannotTake(
            "This enquiry is of no school, and the directory is of schools: it stays in the library."
        )
    if file.promotion is not None:
        raise CannotTake("This enquiry has been put forward already.")
    today = timezone.localdate(at)
    made = next(
        (
            each.entry
            for each in entries.of_school(enquiry.school, today=today)
            if each.is_open and each.wording.title == told.title and each.entry.by_id == by.pk
        ),
        None,
    )
    if made is None:
        phase = enquiry.school.phase_group
        made = nominations.nominate(
            school=enquiry.school,
            words=nominations.Words(
                title=told.title,
                what=told.found,
                shows=told.method,
                areas=tuple(told.areas),
                phases=(phase if phase in _PHASES else "primary",),
            ),
            why=check_text(why, "Say why others should see it."),
            by=by,
            at=at,
        ).entry
    return _linked(enquiry, made, title=told.title, by=by, at=at)


@transaction.atomic(durable=True)
def _linked(enquiry: Enquiry, entry: Entry, *, title: str, by: User, at: datetime) -> Entry:
    try:
        with transaction.atomic():
            EnquiryPromotion.objects.create(enquiry=enquiry, entry=entry, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This enquiry has been put forward already.") from error
    _record(
        Verb.ENQUIRY_WRITTEN, enquiry.authority_id, f"Put forward as good practice: {title}", by=by, at=at
    )
    return entry


_PHASES = frozenset({"nursery", "primary", "secondary", "sixteen_plus", "special", "alternative"})


def read(enquiry: Enquiry, *, at: datetime) -> EnquiryFile:
    """Read an enquiry again after something was written of it."""
    found = academy.enquiry(enquiry.pk, authorities=(enquiry.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("an enquiry that was just written is there")
    return found


def _checked(words: Words) -> dict[str, object]:
    known = areas.every()
    if not words.areas or any(each not in known for each in words.areas):
        raise CannotTake("Choose at least one area of practice.")
    if len(set(words.areas)) > MOST_AREAS:
        raise CannotTake(f"Choose {MOST_AREAS} areas of practice or fewer: what it is mostly about.")
    return {
        "title": _line(words.title, "Say what the enquiry is called."),
        "question": check_text(words.question, "Say what was asked."),
        "method": check_text(words.method, "Say how it was looked into."),
        "found": check_text(words.found, "Say what was found."),
        "applies": _line(words.applies, "Say where it applies."),
        "areas": [each for each in known if each in words.areas],
    }


def _line(said: str, missing: str) -> str:
    line = " ".join(check_text(said, missing).split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer: “{line[:30]} …” has {len(line)}.")
    return line


def _record(verb: Verb, authority: str, subject: str, *, by: User, at: datetime) -> None:
    trail.record(verb, by=by, at=at, authority_code=authority, subject=subject)

"""Writing the note of a visit, sharing it, what the headteacher says of its facts, and making it final."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework import rules as pack_rules
from trellis.casework.actions import taking
from trellis.casework.actions.taking import LONGEST, CannotTake, check_text
from trellis.judgements.actions import leave
from trellis.problem import Refusal
from trellis.schools.models import School
from trellis.visits import clocks, note
from trellis.visits.actions import visits
from trellis.visits.models import Consent, NoteRevision, Stage
from trellis.visits.note import AgreedAction, Content
from trellis.visits.queries.visits import VisitFile

MOST_ACTIONS = 30
Follower = Callable[[VisitFile, datetime], None]
_followers: list[Follower] = []
WRITTEN_IN = ("held", "draft")


def when_final(follows: Follower) -> None:
    """Do something with each note as it becomes final or is corrected, in the same transaction.

    For packages that this one may not know: each says so once, when it is ready.
    """
    if follows not in _followers:
        _followers.append(follows)


class Overtaken(Refusal):
    """Somebody saved another revision meanwhile. `newest` is theirs; what you wrote is still yours to save."""

    def __init__(self, newest: NoteRevision) -> None:
        self.newest = newest
        super().__init__(
            f"{newest.by} saved revision {newest.number} since you opened the page. Nothing of yours is lost, and nothing of "
            "theirs: see below where the two differ, change yours as you wish, and save it as the next revision."
        )


@transaction.atomic(durable=True)
def save(file: VisitFile, *, seen: int, content: Content, by: User, at: datetime) -> VisitFile:
    """Save a revision of the note as a draft; the first one begins it.

    `seen` is the number of the newest revision that whoever writes was shown, 0 for none. What is sent twice is kept once.
    Raises PermissionDenied, StandsAside, CannotTake or Overtaken.
    """
    visits.require_author(file, by=by, at=at)
    content = _checked(content)
    leave.alone(file.school)
    now = visits.renewed(file, at=at)
    if now.state not in WRITTEN_IN:
        raise CannotTake(
            f"The note is written while it is a draft: this visit stands at “{now.state_words}” now. "
            "What you wrote is still below."
        )
    newest = now.note
    if newest is not None and newest.number != seen:
        if newest.by_id == by.pk and note.content_of(newest) == content:
            return now  # the same form, sent twice
        raise Overtaken(newest)
    if newest is not None and newest.stage == Stage.DRAFT and note.content_of(newest) == content:
        return now
    if newest is None and content == note.EMPTY:
        raise CannotTake("Nothing is written yet, so there is nothing to save.")
    if now.state == "held":
        visits.step(now, "draft", by=by, at=at)
    made = _add(now, content, Stage.DRAFT, by=by, at=at)
    _record(now, Verb.NOTE_WRITTEN, f"note saved as a draft, revision {made.number}", by=by, at=at)
    return visits.renewed(file, at=at)


@transaction.atomic(durable=True)
def share(file: VisitFile, *, seen: int, reply_by: date, by: User, at: datetime) -> VisitFile:
    """Share the note with the school, for the headteacher to check its facts by a day.

    `seen` is the revision that is shared. Raises PermissionDenied, StandsAside, TransitionRefused, CannotTake or Overtaken.
    """
    visits.require_author(file, by=by, at=at)
    if reply_by <= timezone.localdate(at):
        raise CannotTake("Give the headteacher until a day after today.")
    now = visits.again(file, at=at)
    if now.note is not None and now.note.number != seen:
        raise Overtaken(now.note)
    visits.step(now, "share", details={"reply_by": reply_by.isoformat(), "revision": seen + 1}, by=by, at=at)
    _add(now, note.content_of(now.note), Stage.SHARED, by=by, at=at)
    return visits.renewed(file, at=at)


@transaction.atomic(durable=True)
def correct(file: VisitFile, *, said: str = "", by: User, at: datetime) -> VisitFile:
    """Say for the school that the facts are correct, with comments or without. Raises PermissionDenied or as `step` does."""
    _require_check(file, by=by, at=at)
    now = visits.again(file, at=at)
    words = _text(said)
    visits.step(now, "correct", reasons=words, details={"comments": bool(words)}, by=by, at=at)
    return visits.renewed(file, at=at)


@transaction.atomic(durable=True)
def challenge(file: VisitFile, *, reasons: str, by: User, at: datetime) -> VisitFile:
    """Ask for changes for the school, with reasons. Raises PermissionDenied or as `step` does."""
    _require_check(file, by=by, at=at)
    reasons = check_text(reasons, "Say which facts are wrong, and what is right.")
    visits.step(visits.again(file, at=at), "challenge", reasons=reasons, by=by, at=at)
    return visits.renewed(file, at=at)


@transaction.atomic(durable=True)
def redraft(file: VisitFile, *, reasons: str, by: User, at: datetime) -> VisitFile:
    """Take a note back to draft, so that it can be changed and shared again. Raises as `step` does."""
    visits.require_author(file, by=by, at=at)
    reasons = check_text(reasons, "Say why the note is changed: the school reads this.")
    now = visits.again(file, at=at)
    visits.step(now, "redraft", reasons=reasons, by=by, at=at)
    _add(now, note.content_of(now.note), Stage.DRAFT, by=by, at=at)
    return visits.renewed(file, at=at)


@transaction.atomic(durable=True)
def finish(file: VisitFile, *, by: User, at: datetime) -> VisitFile:
    """Make a note final as it was shared: its facts are checked, or the day for that is past. Raises as `step` does."""
    return _final(file, "finish", "", by=by, at=at)


@transaction.atomic(durable=True)
def keep(file: VisitFile, *, reasons: str, by: User, at: datetime) -> VisitFile:
    """Make a note final without the changes that the headteacher asked for, with reasons. Raises as `step` does."""
    visits.require_author(file, by=by, at=at)
    reasons = check_text(reasons, "Say why the note stays as it is: the school reads this.")
    return _final(file, "keep", reasons, by=by, at=at)


@transaction.atomic(durable=True)
def amend(file: VisitFile, *, seen: int, content: Content, reasons: str, by: User, at: datetime) -> VisitFile:
    """Correct a note that is final, by a new revision that says why; the final one stays. What is sent twice is kept once.

    Raises PermissionDenied, StandsAside, CannotTake or Overtaken.
    """
    visits.require_author(file, by=by, at=at)
    content, reasons = _checked(content), check_text(reasons, "Say why the final note is corrected.")
    leave.alone(file.school)
    now = visits.renewed(file, at=at)
    newest = now.note
    if now.state != "final" or newest is None:
        raise CannotTake(f"A note is corrected once it is final: this visit stands at “{now.state_words}”.")
    if newest.number != seen:
        if newest.by_id == by.pk and newest.reasons == reasons and note.content_of(newest) == content:
            return now
        raise Overtaken(newest)
    if missing := note.missing(content, purpose=now.visit.purpose):
        raise CannotTake(f"A note that is final says all of it. It would not say: {'; '.join(missing)}.")
    if note.content_of(newest) == content:
        raise CannotTake("Nothing of the note has changed, so there is nothing to correct.")
    made = _add(now, content, Stage.CORRECTION, reasons=reasons, by=by, at=at)
    _record(now, Verb.VISIT_MOVED, f"final note corrected, revision {made.number}", by=by, at=at)
    return _followed(file, at=at)


def usual_reply(school: School, *, on: date) -> date:
    """The day by which the headteacher of a school is usually asked to check a note that is shared. Raises NoTermSetUp."""
    clock = clocks.of(pack_rules.of(school.authority_id), clocks.CHECK)
    return clocks.due(clock, counted_from=on, calendar=calendars.of_school(school, on=on))


def _final(file: VisitFile, name: str, reasons: str, *, by: User, at: datetime) -> VisitFile:
    visits.require_author(file, by=by, at=at)
    now = visits.again(file, at=at)
    visits.step(now, name, reasons=reasons, by=by, at=at)
    _add(now, note.content_of(now.shown), Stage.FINAL, by=by, at=at)
    return _followed(file, at=at)


def _followed(file: VisitFile, *, at: datetime) -> VisitFile:
    now = visits.renewed(file, at=at)
    for follows in _followers:
        follows(now, at)
    return now


def _require_check(file: VisitFile, *, by: User, at: datetime) -> None:
    taking.require(by, Permission.VISIT_CHECK, school=file.school, on=timezone.localdate(at))


def _checked(content: Content) -> Content:
    """The note tidied. Raises CannotTake where something is too long or is no answer."""
    content = note.tidy(content)
    written = (
        content.met,
        content.looked_at,
        content.strengths,
        content.practice,
        *(each.words for each in content.findings),
        *(each.what for each in content.actions),
    )
    if any(len(words) > LONGEST for words in written):
        raise CannotTake(f"Use {LONGEST:,} characters or fewer in each part of the note.")
    if any(len(each.owner) > 200 for each in content.actions) or len(content.practice_area) > 200:
        raise CannotTake("Use 200 characters or fewer for an owner and for the area of practice.")
    if len(content.actions) > MOST_ACTIONS:
        raise CannotTake(f"A note has {MOST_ACTIONS} agreed actions at most.")
    if content.consent and content.consent not in Consent:
        raise CannotTake("Choose whether the school was asked, from the list.")
    headings = [each.heading for each in content.findings]
    if len(set(headings)) != len(headings):
        raise CannotTake("Each heading is written under once.")
    return _one_line(content)


def _one_line(content: Content) -> Content:
    """The note with each owner on one line, as the page shows it."""
    actions = tuple(
        AgreedAction(what=each.what, owner=" ".join(each.owner.split()), by=each.by)
        for each in content.actions
    )
    return Content(**{**vars(content), "actions": actions})


def _add(
    file: VisitFile, content: Content, stage: Stage, *, reasons: str = "", by: User, at: datetime
) -> NoteRevision:
    """Add a revision after the newest. Raises Overtaken where somebody was first."""
    number = file.note.number + 1 if file.note is not None else 1
    columns = note.columns_of(content)
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            return NoteRevision.objects.create(
                visit=file.visit, number=number, stage=stage, reasons=reasons, by=by, at=at, **columns
            )
    except IntegrityError as error:
        newest = NoteRevision.objects.filter(visit=file.visit).select_related("by").last()
        if newest is None or newest.number < number:
            raise
        raise Overtaken(newest) from error


def _text(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    return check_text(words, "") if words else ""


def _record(file: VisitFile, verb: Verb, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=file.visit.authority_id,
        urn=file.visit.school_id,
        subject=subject,
    )

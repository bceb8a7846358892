"""Writing a pen portrait, which its person alone does, and the steps of it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions.taking import LONGEST, CannotTake, check_text
from trellis.leaders.actions.days import is_theirs
from trellis.leaders.actions.designations import read, tell
from trellis.leaders.models import Leader, Portrait, PortraitPublication, PortraitStep
from trellis.leaders.queries.leaders import LeaderFile
from trellis.leaders.workflows.pen_portrait import ITS_PERSON, PEN_PORTRAIT, VERIFIER
from trellis.schools import standing_aside
from trellis.workflow import TransitionRefused

ASKED = {
    "consent": "Say that these are your words, and that others may read them.",
    "send_back": "Say what the person should look at again.",
    "verify": "Say what you know, and from where, that shows the portrait to be so.",
    "publish": "Say why it is published.",
    "refresh": "Say what shows that the portrait still is so.",
    "take_back": "Say why you take it back.",
    "withdraw": "Say why it is withdrawn.",
    "begin_again": "Say why you begin again.",
}
"""What is said where the reason of a step is missing."""
OF_PERSON = frozenset({"consent", "take_back", "begin_again", "reword"})
_SHOWS = frozenset({"publish", "refresh"})
_MEANWHILE = (
    "Somebody has taken this a step further since you opened the page. "
    "Nothing of yours was saved: look at where it stands now."
)


def may(file: LeaderFile, user: User, *, at: datetime) -> frozenset[str]:
    """The permissions of this machine that somebody has for a portrait: its person’s, or those of whoever judges."""
    held = access.of(user, on=timezone.localdate(at))
    found = set()
    if is_theirs(file, user, at=at):
        found.add(str(Permission.PORTRAIT_WRITE))
    if held.may(Permission.LEADER_JUDGE, authority=file.leader.authority_id):
        found.add(str(Permission.LEADER_JUDGE))
    return frozenset(found)


def refusal(file: LeaderFile, name: str, *, by: User) -> str:
    """Why somebody may not take a step though their role could: it is their own portrait; "" where they may."""
    label = PEN_PORTRAIT.by_name[name].label
    if name not in OF_PERSON and by.pk == file.leader.user_id:
        return f"“{label}” is for {VERIFIER}: this is your own."
    if name in OF_PERSON and by.pk != file.leader.user_id:
        return f"“{label}” is for {ITS_PERSON}."
    return ""


@transaction.atomic(durable=True)
def write(file: LeaderFile, *, words: str, offers: str, by: User, at: datetime) -> LeaderFile:
    """Write one’s own portrait. What is shown stays until the new words are looked at. Raises PermissionDenied or CannotTake."""
    if not is_theirs(file, by, at=at):
        raise PermissionDenied(
            "A pen portrait is written by the system leader whose it is, and by nobody else."
        )
    said = check_text(words, "Say who you are and what you do.")
    helps = offers.strip()
    if len(helps) > LONGEST:
        raise CannotTake(f"Use {LONGEST:,} characters or fewer: this is {len(helps):,}.")
    if file.portrait_state == "withdrawn":
        raise CannotTake("This portrait was withdrawn: begin again before you write it.")
    newest = file.newest_portrait
    if newest is not None and (newest.words, newest.offers) == (said, helps):
        raise CannotTake("These are the words that it has already.")
    Leader.objects.select_for_update().filter(pk=file.leader.pk).first()
    try:
        with transaction.atomic():
            Portrait.objects.create(
                leader=file.leader,
                number=newest.number + 1 if newest is not None else 1,
                words=said,
                offers=helps,
                by=by,
                at=at,
            )
            if not file.portrait_steps:
                _step(file, "write", PEN_PORTRAIT.initial, by=by, at=at)
            elif file.portrait_state in PEN_PORTRAIT.by_name["reword"].sources:
                _step(file, "reword", PEN_PORTRAIT.by_name["reword"].target, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake(_MEANWHILE) from error
    tell(Verb.PORTRAIT_WRITTEN, file.leader, file.leader.name, by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def take(file: LeaderFile, name: str, *, reasons: str, by: User, at: datetime) -> LeaderFile:
    """Take a step of a portrait, with why or with what shows it. Raises TransitionRefused, StandsAside or CannotTake."""
    if name not in ASKED:
        raise KeyError(name)
    chosen = PEN_PORTRAIT.check(file, name, state=file.portrait_state, may=may(file, by, at=at))
    if why := refusal(file, name, by=by):
        raise TransitionRefused(why)
    if name not in OF_PERSON and file.leader.school is not None:
        standing_aside.check(
            by, Permission(chosen.permission), school=file.leader.school, on=timezone.localdate(at)
        )
    said = check_text(reasons, ASKED[name])
    newest = file.newest_portrait
    Leader.objects.select_for_update().filter(pk=file.leader.pk).first()
    now = read(file.leader, at=at).newest_portrait
    if newest is None or now is None or now.pk != newest.pk:
        raise CannotTake(
            "The portrait was written anew since you opened the page. Read the new words before you go on."
        )
    try:
        with transaction.atomic():
            _step(file, name, chosen.target, by=by, at=at, reasons=said, portrait=newest.number)
            if name in _SHOWS:
                PortraitPublication.objects.create(
                    leader=file.leader, number=len(file.publications) + 1, portrait=newest, by=by, at=at
                )
    except IntegrityError as error:
        raise CannotTake(_MEANWHILE) from error
    said_where = f"{file.leader.name}, portrait: {PEN_PORTRAIT.said(chosen.target)}"
    tell(Verb.LEADER_MOVED, file.leader, said_where, by=by, at=at)
    return read(file.leader, at=at)


def _step(
    file: LeaderFile,
    name: str,
    state: str,
    *,
    by: User,
    at: datetime,
    reasons: str = "",
    portrait: int | None = None,
) -> None:
    PortraitStep.objects.create(
        leader=file.leader,
        number=file.portrait_steps[-1].number + 1 if file.portrait_steps else 1,
        name=name,
        state=state,
        reasons=reasons,
        details={"portrait": portrait} if portrait is not None else {},
        by=by,
        at=at,
    )

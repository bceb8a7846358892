"""What leaders need to learn, and how it was met."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.leaders.actions.days import is_theirs, keeps
from trellis.leaders.actions.designations import read
from trellis.leaders.models import LearningNeed, LearningNeedMet, Source
from trellis.leaders.queries.leaders import LeaderFile

_WHOSE = "This is between the leader and whoever keeps the register."


@transaction.atomic(durable=True)
def say(file: LeaderFile, *, need: str, source: str, by: User, at: datetime) -> LeaderFile:
    """Say what a leader needs to learn. The leader says it as their own. Raises PermissionDenied or CannotTake."""
    theirs = is_theirs(file, by, at=at)
    if not theirs and not keeps(file, by, at=at):
        raise PermissionDenied(_WHOSE)
    if source not in Source.values:
        raise CannotTake("Choose who said so.")
    if theirs and source != Source.LEADER:
        raise CannotTake("What you say yourself is said by the leader.")
    said = check_text(need, "Say what they need to learn.")
    LearningNeed.objects.create(leader=file.leader, need=said, source=source, by=by, at=at)
    _tell(file, "a learning need", by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def meet(file: LeaderFile, need_id: int, *, how: str, by: User, at: datetime) -> LeaderFile:
    """Say how a learning need was met. Raises PermissionDenied or CannotTake."""
    if not is_theirs(file, by, at=at) and not keeps(file, by, at=at):
        raise PermissionDenied(_WHOSE)
    found = next((each for each in file.needs if each.pk == need_id), None)
    if found is None:
        raise CannotTake("This is no need of theirs.")
    said = check_text(how, "Say how it was met.")
    try:
        with transaction.atomic():
            LearningNeedMet.objects.create(need=found, how=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This need was met already.") from error
    _tell(file, "a learning need met", by=by, at=at)
    return read(file.leader, at=at)


def _tell(file: LeaderFile, subject: str, *, by: User, at: datetime) -> None:
    """Without the school: it is between the leader and whoever keeps the register."""
    trail.record(
        Verb.LEADER_MOVED,
        by=by,
        at=at,
        authority_code=file.leader.authority_id,
        subject=f"{file.leader.name}: {subject}",
    )

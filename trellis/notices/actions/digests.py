"""Preparing digests, and sending each once at most. The service does both; nobody else may ask for either."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.background import queue
from trellis.notices import writing
from trellis.notices.message import Message, NotSent, Refused, Unsure
from trellis.notices.models import Choice, Digest, DigestStep, Frequency
from trellis.notices.post_office import PostOffice
from trellis.notices.queries import ahead, news, telling
from trellis.notices.queries.telling import DigestFile
from trellis.notices.workflows.digest import DIGEST
from trellis.notices.writing import Told
from trellis.problem import Refusal

SEND = "send_digest"
"""The kind of job that sends one digest."""


class CannotSend(Refusal):
    """The digest is not there, or somebody else is sending it."""


def prepare(*, at: datetime) -> int:
    """Make today’s digests and ask for each to be sent; return how many. Run again on one day it makes none twice.

    Somebody who chose every Monday is sent one on the first run from Monday on, unless they chose it later in the week.
    One for whom nothing is due and nothing is new is sent none.
    """
    today = timezone.localdate(at)
    monday = today - timedelta(days=today.weekday())
    made = 0
    for choice in telling.choosers(Frequency.DAILY, Frequency.WEEKLY):
        frequency = Frequency(choice.frequency)
        period = today if frequency == Frequency.DAILY else monday
        if timezone.localdate(choice.at) > period and frequency == Frequency.WEEKLY:
            continue
        if telling.has_digest(choice.user, frequency=frequency, period=period):
            continue
        if _told(choice.user, at=at):  # read before the transaction, which others who write wait for
            made += _prepared(choice, frequency=frequency, period=period, at=at)
    return made


def send(number: int, *, office: PostOffice, at: datetime) -> str:
    """Send one digest, as far as it still has to be, and return what became of it.

    That it begins is written down first, in a transaction of its own: whatever happens after that, it is not sent
    twice. Raises NotSent, which is to be tried again, or CannotSend.
    """
    file = telling.digest(number)
    if file is None:
        raise CannotSend("There is no such digest.")
    if file.state in DIGEST.final:
        return f"{file.state_words} already."
    if file.state == "sending":
        said = "It was stopped while it was sent: it may have been sent, and is not sent again."
        _step(file, "lose", said=said, at=at)
        return said
    user = file.digest.user
    letter = _letter(user, office=office, number=number, at=at)
    if letter is None:
        _step(file, "drop", said="Nothing is due or new any more.", at=at)
        return "Nothing was left to tell."
    begun = _step(file, "begin", said="", at=at)
    return _handed_over(begun, lambda: office.sender.send(letter), at=at)


def _handed_over(begun: DigestFile, hand_over: Callable[[], None], *, at: datetime) -> str:
    outcomes = ((NotSent, "wait"), (Refused, "refuse"), (Unsure, "lose"))
    try:
        hand_over()
    except (NotSent, Refused, Unsure) as error:
        name = next(step for kind, step in outcomes if isinstance(error, kind))
        _step(begun, name, said=str(error), at=at)
        if name == "wait":
            raise
        return str(error)
    _step(begun, "sent", said="", at=at)
    return "Sent."


@transaction.atomic(durable=True)
def _prepared(choice: Choice, *, frequency: Frequency, period: date, at: datetime) -> bool:
    """Make one digest and the job that sends it, both or neither."""
    user = User.objects.select_for_update().get(pk=choice.user_id)
    if telling.has_digest(user, frequency=frequency, period=period):
        return False
    row = Digest.objects.create(user=user, frequency=frequency, period=period, at=at)
    DigestStep.objects.create(digest=row, number=1, name="prepare", state=DIGEST.initial, at=at)
    queue.ask(SEND, {"digest": row.pk}, at=at, key=f"{SEND} {row.pk}")
    return True


@transaction.atomic(durable=True)
def _step(file: DigestFile, name: str, *, said: str, at: datetime) -> DigestFile:
    """Take a step, and return the digest with it. Raises CannotSend where another took one meanwhile."""
    step = DIGEST.check(file, name, state=file.state, may=())
    try:
        with transaction.atomic():
            row = DigestStep.objects.create(
                digest=file.digest, number=len(file.steps) + 1, name=name, state=step.target, said=said, at=at
            )
    except IntegrityError as error:
        raise CannotSend("Another process is sending this digest.") from error
    return DigestFile(digest=file.digest, steps=(*file.steps, row))


def _told(user: User, *, at: datetime) -> Told:
    held, today = access.of(user, on=timezone.localdate(at)), timezone.localdate(at)
    return Told(
        items=ahead.due_of(user, held=held, today=today),
        visits=ahead.visits_of(user, held=held, today=today),
        new=news.how_many(user, held=held, at=at),
    )


def _letter(user: User, *, office: PostOffice, number: int, at: datetime) -> Message | None:
    """What is due and new now; None where there is nothing, or the account was closed meanwhile."""
    told = _told(user, at=at)
    if not told or not user.is_active:
        return None
    return writing.message(
        told,
        to=user.email,
        name=user.name,
        address=office.address,
        today=timezone.localdate(at),
        reference=hashlib.sha256(f"trellis digest {number} {user.pk}".encode()).hexdigest()[:32],
    )

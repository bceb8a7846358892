"""Adding a step to an import, so that of two who act at once the second is told."""

from datetime import datetime

from django.db import IntegrityError, transaction

from trellis.accounts.models import User
from trellis.intake.models import Batch, Stage, Step
from trellis.problem import Refusal


class MovedOn(Refusal):
    """The import is not where it was when the page was drawn."""


def step(
    batch: Batch,
    *,
    after: int,
    stage: Stage,
    at: datetime,
    said: str = "",
    done: int = 0,
    of: int = 0,
    by: User | None = None,
) -> Step:
    """Add the step that follows the one numbered `after`. Raises MovedOn where another one has followed it."""
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            return Step.objects.create(
                batch=batch, number=after + 1, stage=stage, said=said, done=done, of=of, by=by, at=at
            )
    except IntegrityError as error:
        raise MovedOn(
            "This import has moved on since you opened the page. Look at where it is now."
        ) from error

"""Looking at a level each term: what was looked at, where the level stays. One that is to change is proposed instead."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import LevelReview
from trellis.casework.queries import levels
from trellis.schools import standing_aside
from trellis.schools.models import School


@transaction.atomic(durable=True)
def review(*, school: School, words: str, by: User, at: datetime) -> LevelReview:
    """Record that the level in force was looked at this term, and stays. Once a term.

    Raises PermissionDenied, StandsAside, CannotTake or NoTermSetUp.
    """
    today = timezone.localdate(at)
    require(by, Permission.LEVEL_PROPOSE, school=school, on=today)
    standing_aside.check(by, Permission.LEVEL_PROPOSE, school=school, on=today)
    said = check_text(words, "Say what you looked at.")
    standing = levels.standing_of(levels.cases_of(school, today=today), on=today)
    if standing is None:
        raise CannotTake("No level is in force for this school: propose one.")
    term = calendars.of_school(school, on=today).term_of(today)
    try:
        with transaction.atomic():  # so that a term taken meanwhile leaves the transaction usable
            made = LevelReview.objects.create(
                authority_id=school.authority_id,
                school=school,
                term=term.name,
                level=standing.level,
                words=said,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(f"The level has been looked at in {term.name} already: it is kept, once.") from error
    trail.record(
        Verb.LEVEL_MOVED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"looked at in {term.name}: level {standing.level} stays",
    )
    return made

"""What a school of Severnshire found for itself outside the register, played through the same actions as the pages take."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from trellis.interfaces.commands.lived_support_words import FOUND_ITSELF
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

DAY = timedelta(days=1)


def play(school: School, *, people: People, at: datetime) -> None:
    """Log what the school found, what came of it, and how its adviser saw it used."""
    from trellis.brokering.actions import found

    said = FOUND_ITSELF
    head, began = people.head_of(school), timezone.localdate(at) - 150 * DAY
    file = found.log(
        school=school,
        found=found.Found(
            who=said.who,
            areas=said.areas,
            what=said.what,
            days=Decimal(said.days),
            cost=Decimal(said.pounds),
            begun=began,
        ),
        by=head,
        at=at - 140 * DAY,
    )
    came = found.Came(helped=4, words=said.came, ended=began + 90 * DAY)
    file = found.say_impact(file, came=came, by=head, at=at - 45 * DAY)
    found.say_use(file, agrees=True, words=said.seen, by=people.adviser_of(school), at=at - 30 * DAY)

"""One of each thing that people record of a school, for the addresses that name them."""

from django.utils import timezone

from tests import builders
from trellis.judgements.models import Circumstance, Entry, Judgement, Revision


def judged() -> dict[str, object]:
    """One of each thing that people record of Beech Lane, which the school has submitted where it is the school's."""
    rows = {"authority_id": "801", "school_id": builders.BEECH, "at": builders.AT}
    by = {"by": builders.person("pa"), "role": "pa"}
    year, number = timezone.localdate().year, 1
    Revision.objects.create(
        **rows, **by, year=year, number=number, state="submitted", pack="test-pack", is_vulnerable=False
    )
    day = builders.AS_OF
    judgement = Judgement.objects.create(
        **rows,
        **by,
        pack="test-pack",
        question="safe",
        asked="Is it safe?",
        answer="yes",
        judged_on=day,
        evidence="A visit",
        expires_on=day,
        reply_by=day,
    )
    circumstance = Circumstance.objects.create(
        **rows, **by, kind="building", evidence="The hall is shut", from_date=day
    )
    entry = Entry.objects.create(
        **rows,
        **by,
        heard_on=day,
        said="Parents worry",
        about="other",
        source="parent",
        reliability="unknown",
    )
    return {
        "revision": number,
        "judgement": judgement.pk,
        "circumstance": circumstance.pk,
        "entry": entry.pk,
    }

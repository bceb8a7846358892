"""Reading soft intelligence, and which schools it asks somebody to look at."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from trellis.analysis.judging.process import Repeat
from trellis.judgements import asking, days
from trellis.judgements.models import About, Corroboration, Entry, Review
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class ReviewDue:
    """A school that is asked to be looked at, and why: so many corroborated entries within so many months."""

    school: School
    entries: tuple[int, ...]
    newest: date
    months: int

    @property
    def why(self) -> str:
        return f"{len(self.entries)} corroborated entries within {self.months} months"


def entries_of(school: School, *, on: date) -> tuple[Entry, ...]:
    """Every entry about a school that had been logged by the end of a day, newest first, with what bears it out.

    Nobody is shown these but through `actions.intelligence.read`, which leaves a trace.
    """
    return tuple(_entries(School.objects.filter(pk=school.pk), on=on))


def entry(entry_id: int, *, school: School) -> Entry | None:
    return Entry.objects.filter(pk=entry_id, school=school).select_related("school").first()


def corroborated(entries: Iterable[Entry]) -> list[Entry]:
    """Those of the entries, as read here, that had been borne out."""
    return [each for each in entries if borne_out(each) is not None]


def borne_out(entry: Entry) -> Corroboration | None:
    """What bears an entry out, as known on the day that it was read for."""
    found: Corroboration | None = entry.borne_out_then  # type: ignore[attr-defined]
    return found


def held_about(school: School, *, on: date) -> tuple[tuple[str, int], ...]:
    """How many entries are held about a school of each kind: all that is told to those who may not read them."""
    held = Entry.objects.filter(school=school, at__lt=days.after(on)).values_list("about", flat=True)
    counted = Counter(held)
    return tuple((str(about.label), counted[about.value]) for about in About if counted[about.value])


def reviews_of(school: School, *, on: date) -> list[Review]:
    """The reviews of a school's entries, newest first."""
    return list(Review.objects.filter(school=school, at__lt=days.after(on)).select_related("by"))


def reviews_due(
    schools: QuerySet[School], *, on: date, repeat: Repeat | None = None
) -> tuple[ReviewDue, ...]:
    """Return the schools that somebody is asked to look at, by name.

    A school is asked about once it has so many corroborated entries said within so many months (`repeat`, else what
    the pack in force at its authority says), at least one of which nobody has reviewed. It is never a level.
    """
    of_school: dict[int, list[Entry]] = {}
    for each in corroborated(_entries(schools, on=on)):
        of_school.setdefault(each.school_id, []).append(each)
    if not of_school:
        return ()
    reviewed: dict[int, list[Review]] = {}
    for review in Review.objects.filter(school__in=list(of_school), at__lt=days.after(on)):
        reviewed.setdefault(review.school_id, []).append(review)
    rules: dict[str, Repeat] = {}
    due = []
    for urn, entries in of_school.items():
        code = entries[0].school.authority_id
        if repeat is None and code not in rules:
            rules[code] = asking.repeat(asking.pack_of(code))
        asked = due_of(entries, reviewed.get(urn, ()), repeat=repeat or rules[code], on=on)
        due += [asked] if asked is not None else []
    return tuple(sorted(due, key=lambda each: (each.school.name, each.school.pk)))


def due_of(
    entries: Sequence[Entry], reviews: Sequence[Review], *, repeat: Repeat, on: date
) -> ReviewDue | None:
    """Return whether one school's entries, as read here, ask for a look on a day, given its reviews; None where they do not."""
    known = {each.pk: each for each in corroborated(entries)}
    looked_at = {entry_id for review in reviews for entry_id in review.entries}
    asked = repeated([(pk, each.heard_on) for pk, each in known.items()], looked_at, repeat, on=on)
    if not asked:
        return None
    newest = max(known[pk].heard_on for pk in asked)
    return ReviewDue(school=known[asked[0]].school, entries=asked, newest=newest, months=repeat.months)


def repeated(
    said: Sequence[tuple[int, date]], reviewed: set[int], repeat: Repeat, *, on: date
) -> tuple[int, ...]:
    """Return the ids of the corroborated entries that ask for a look on a day; none where the rule does not ask.

    `said` are their ids and the days they were said; `reviewed` the ids that somebody has looked at.
    """
    since = days.months_before(on, repeat.months)
    within = sorted(entry_id for entry_id, day in said if since < day <= on)
    return tuple(within) if len(within) >= repeat.count and not reviewed.issuperset(within) else ()


def _entries(schools: QuerySet[School], *, on: date) -> QuerySet[Entry]:
    known = Corroboration.objects.filter(at__lt=days.after(on)).select_related("by")
    return (
        Entry.objects.filter(school__in=schools, at__lt=days.after(on))
        .select_related("by", "school")
        .order_by("-heard_on", "-id")
    ).prefetch_related(Prefetch("corroborated", queryset=known, to_attr="borne_out_then"))

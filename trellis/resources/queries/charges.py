"""Reading charges, the batches in which they went to finance, and what was spent."""

import re
from collections.abc import Collection

from django.db.models import Count, QuerySet, Sum

from trellis.resources.models import Charge, ChargeBatch
from trellis.schools import sorts
from trellis.schools.models import School


def waiting(authority: str) -> QuerySet[Charge]:
    """The charges and credits that have not gone to finance, the oldest first."""
    return Charge.objects.filter(authority=authority, export=None).select_related(
        "school", "credits", "credit"
    )


def totals(rows: QuerySet[Charge]) -> tuple[int, int]:
    """What schools pay and what the central budget pays of these charges, in pence. This will make one query."""
    found = rows.order_by().aggregate(Sum("to_pay"), Sum("central"))
    return found["to_pay__sum"] or 0, found["central__sum"] or 0


def batches(authority: str) -> list[ChargeBatch]:
    """Every batch, the newest first, with how many charges it has (`size`) and what schools pay (`sum`)."""
    found = ChargeBatch.objects.filter(authority=authority).select_related("by")
    return list(found.annotate(size=Count("exports"), sum=Sum("exports__charge__to_pay")).order_by("-number"))


def batch(batch_id: int, *, authorities: Collection[str]) -> ChargeBatch | None:
    """One batch, if it is of one of these authorities; None otherwise."""
    return ChargeBatch.objects.filter(pk=batch_id, authority__in=authorities).first()


def of_batch(found: ChargeBatch) -> list[Charge]:
    """The charges of a batch, academies after maintained schools and others after these, by school."""
    rows = Charge.objects.filter(export__batch=found).select_related("school", "credits")
    told = list(sorts.SORTS)
    return sorted(rows.order_by("school__name", "pk"), key=lambda each: told.index(each.sort))


def one(charge_id: int, *, authorities: Collection[str]) -> Charge | None:
    """One charge, if it is of one of these authorities; None otherwise."""
    found = Charge.objects.filter(pk=charge_id, authority__in=authorities)
    return found.select_related("school", "credit", "export__batch").first()


def of_reference(authority: str, *, source: str, reference: str) -> Charge | None:
    """The charge of a source and a reference; None where nothing was raised for it."""
    return Charge.objects.filter(authority=authority, source=source, reference=reference).first()


def references(authority: str, *, source: str) -> frozenset[str]:
    """What was charged for already of a source. This will make one query."""
    found = Charge.objects.filter(authority=authority, source=source)
    return frozenset(found.values_list("reference", flat=True))


def first_reference(charge: Charge) -> str:
    """What a charge is for where it was raised, though it be one that was raised instead of another."""
    return re.sub(r" r\d+$", "", charge.reference)


def standing(
    authority: str, *, source: str, references: Collection[str], schools: Collection[int]
) -> list[Charge]:
    """The charges to these schools for any of this that no credit has taken back, with those raised instead of one that was credited."""
    found = Charge.objects.filter(
        authority=authority, school__in=schools, source=source, credits=None, credit=None
    )
    return [each for each in found if first_reference(each) in references]


def of_year(authority: str, *, year: int) -> QuerySet[Charge]:
    """Every charge and credit of a school year."""
    return Charge.objects.filter(authority=authority, year=year)


def newest(authority: str) -> QuerySet[Charge]:
    """Every charge and credit of an authority, the newest first."""
    found = Charge.objects.filter(authority=authority).select_related("school", "credit", "export__batch")
    return found.order_by("-pk")


def of_school(school: School, *, every_authority: bool, most: int) -> tuple[list[Charge], int]:
    """So many charges of a school, the newest first, each with its credit where it has one, and how many there are.

    Those of its authority; and of one at which it was before, for whoever is of the school.
    """
    rows = Charge.objects.filter(school=school, credits=None).select_related("credit").order_by("-pk")
    if not every_authority:
        rows = rows.filter(authority=school.authority_id)
    return list(rows[:most]), rows.count()

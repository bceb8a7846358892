"""Bringing the authority's list of schools up to date from the warehouse."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.problem import Refusal
from trellis.schools.models import Authority, School

if TYPE_CHECKING:
    from trellis.analysis.store.records import School as Registered
    from trellis.analysis.store.warehouse import Warehouse


class NoSuchAuthority(Refusal):
    """The warehouse holds no school of the authority."""


@transaction.atomic(durable=True)
def sync(*, authority: str, warehouse: "Warehouse", by: User | None, at: datetime) -> Authority:
    """Make the authority's rows of `School` say what the warehouse says, and return the authority.

    A school that the register no longer has under this authority stays, marked as not open. Raises
    NoSuchAuthority when the warehouse holds no school under the code.
    """
    found = warehouse.schools(authority=authority, open_only=False)
    if not found:
        raise NoSuchAuthority(
            f"No school of authority {authority} has been imported. Import the register of schools "
            "(edubasealldata) with `trellis import`, then run `trellis build`."
        )
    kept, _ = Authority.objects.update_or_create(code=authority, defaults={"name": found[0].la_name})
    School.objects.bulk_create(
        [_row(school, authority=kept) for school in found],
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[
            "authority",
            "name",
            "phase_group",
            "school_type",
            "relationship",
            "is_open",
            "opened_date",
            "closed_date",
            "town",
            "postcode",
            "trust_name",
            "federation_name",
            "history",
            "roll",
        ],
    )
    School.objects.filter(authority=kept).exclude(urn__in=[school.urn for school in found]).update(
        is_open=False
    )
    trail.record(
        Verb.SCHOOLS_SYNCED,
        by=by,
        at=at,
        authority_code=authority,
        subject=f"{len(found)} schools, {kept.name}",
    )
    return kept


def known(code: str) -> Authority:
    """Return the authority, made known by its code alone where nothing of it has been screened yet.

    Its name comes with the first screening, from the register of schools.
    """
    return Authority.objects.get_or_create(code=code, defaults={"name": f"Authority {code}"})[0]


@transaction.atomic(durable=True)
def keep_former(*, authority: Authority, warehouse: "Warehouse", urns: Iterable[int]) -> None:
    """Keep, as not open, the schools of an earlier date that the register of today no longer has.

    What an earlier date says of any other school is left alone: the list of schools is today's.
    """
    wanted = set(urns)
    former = [
        school
        for school in warehouse.schools(authority=authority.code, open_only=False)
        if school.urn in wanted
    ]
    rows = [_row(school, authority=authority) for school in former]
    for row in rows:
        row.is_open = False
    School.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def put_in_force(*, authority: Authority, pack: str, by: User | None, at: datetime) -> None:
    """Make a framework pack the one by which the authority's schools are shown from now on."""
    Authority.objects.filter(pk=authority.pk).update(pack=pack)
    authority.pack = pack
    trail.record(Verb.PACK_IN_FORCE, by=by, at=at, authority_code=authority.code, subject=pack)


def _row(school: "Registered", *, authority: Authority) -> School:
    return School(
        urn=school.urn,
        authority=authority,
        name=school.name,
        phase_group=school.phase_group,
        school_type=school.school_type or "",
        relationship=school.relationship,
        is_open=school.open,
        opened_date=school.opened,
        closed_date=school.closed,
        town=school.town or "",
        postcode=school.postcode or "",
        trust_name=school.trust_name or "",
        federation_name=school.federation_name or "",
        history=school.history,
        roll=school.roll or school.pupils,
    )

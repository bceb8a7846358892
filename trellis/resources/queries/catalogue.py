"""Reading the catalogue: each service as it stands on a day, filtered, and what it lacks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from trellis.analysis.judging.entitlement import KINDS
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.resources.models import Funding, Service, ServiceVersion, ValueNote


@dataclass(frozen=True, kw_only=True)
class ServiceFile:
    """A service with its versions and its best-value notes, as known on `today`."""

    service: Service
    versions: tuple[ServiceVersion, ...]
    notes: tuple[ValueNote, ...]
    today: date

    @property
    def now(self) -> ServiceVersion:
        """What the catalogue says of it."""
        return self.versions[-1]

    @property
    def is_sold(self) -> bool:
        """Whether it can be ordered today."""
        return self.now.withdrawn_from is None or self.today < self.now.withdrawn_from

    @property
    def note(self) -> ValueNote | None:
        """What was last written of its best value; None where nothing was, or it says nothing."""
        newest = self.notes[-1] if self.notes else None
        return newest if newest is not None and any(newest.said.values()) else None

    @property
    def funding_words(self) -> str:
        """Who pays, in words."""
        if self.now.funding == Funding.SPLIT:
            return f"{self.now.share}% paid for centrally, {100 - self.now.share}% by the school"
        return self.now.get_funding_display()

    @property
    def kind_words(self) -> str:
        return KINDS.get(self.now.kind, self.now.kind)


def files(rows: QuerySet[Service], *, today: date) -> list[ServiceFile]:
    """Put together these services, by name. The number of queries does not grow with them."""
    end = end_of(today)
    told = (
        Prefetch("versions", by_keys(ServiceVersion.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("notes", by_keys(ValueNote.objects.filter(at__lt=end)).select_related("by")),
    )
    found = [
        ServiceFile(
            service=row, versions=tuple(row.versions.all()), notes=tuple(row.notes.all()), today=today
        )
        for row in rows.filter(at__lt=end).prefetch_related(*told)
        if row.versions.all()
    ]
    return sorted(found, key=lambda each: (each.now.name.lower(), each.service.pk))


def of_authority(authority: str, *, today: date) -> list[ServiceFile]:
    """Every service of an authority, by name, those that were withdrawn too."""
    return files(Service.objects.filter(authority=authority), today=today)


def sold(authority: str, *, today: date) -> list[ServiceFile]:
    """The services that can be ordered today."""
    return [each for each in of_authority(authority, today=today) if each.is_sold]


def one(service_id: int, *, authorities: Collection[str], today: date) -> ServiceFile | None:
    """One service, if it is of one of these authorities; None otherwise."""
    found = files(Service.objects.filter(pk=service_id, authority__in=authorities), today=today)
    return found[0] if found else None


def narrowed(
    every: list[ServiceFile], *, phase: str = "", area: str = "", funding: str = "", kind: str = ""
) -> list[ServiceFile]:
    """The services for a phase, of an area, by who pays and of a kind; "" for all."""
    return [
        each
        for each in every
        if (not phase or phase in each.now.phases)
        and (not area or area in each.now.areas)
        and (not funding or each.now.funding == funding)
        and (not kind or each.now.kind == kind)
    ]


def without_a_note(every: list[ServiceFile]) -> list[ServiceFile]:
    """The services that are sold and of whose best value nobody has written."""
    return [each for each in every if each.is_sold and each.note is None]

"""Reading the stewardship group and the enquiry library, as known on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.leadership.models import Enquiry, EnquiryPromotion, EnquiryWording, Steward, StewardEnd
from trellis.practice import areas


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A member of the group, until their last day where they have left."""

    steward: Steward
    ended: StewardEnd | None

    def is_on(self, day: date) -> bool:
        """Whether they are a member on a day."""
        if day < self.steward.from_date:
            return False
        return self.ended is None or day <= self.ended.to_date


@dataclass(frozen=True, kw_only=True)
class EnquiryFile:
    """An enquiry with every wording, and that it was put forward for the directory; None where it was not."""

    enquiry: Enquiry
    wordings: tuple[EnquiryWording, ...]
    promotion: EnquiryPromotion | None
    today: date

    @property
    def wording(self) -> EnquiryWording:
        return self.wordings[-1]


def seats(authority: str, *, today: date) -> list[Seat]:
    """Everybody who was ever of the group, the chair first."""
    rows = Steward.objects.filter(authority=authority, at__lt=end_of(today)).select_related("ended", "by")
    return [_seat(each, today=today) for each in rows]


def members(authority: str, *, today: date) -> list[Steward]:
    """The group as it is on a day."""
    return [each.steward for each in seats(authority, today=today) if each.is_on(today)]


def seat(steward_id: int, *, authorities: Collection[str], today: date) -> Seat | None:
    """One member, if of one of these authorities; None otherwise."""
    row = (
        Steward.objects.filter(pk=steward_id, authority__in=authorities, at__lt=end_of(today))
        .select_related("ended", "by")
        .first()
    )
    return _seat(row, today=today) if row is not None else None


def enquiries(authority: str, *, today: date) -> list[EnquiryFile]:
    """The library, the newest first."""
    return _files(Enquiry.objects.filter(authority=authority), today=today)


def enquiry(enquiry_id: int, *, authorities: Collection[str], today: date) -> EnquiryFile | None:
    """One enquiry, if of one of these authorities; None otherwise."""
    found = _files(Enquiry.objects.filter(pk=enquiry_id, authority__in=authorities), today=today)
    return found[0] if found else None


def found(files: Sequence[EnquiryFile], *, words: str, area: str) -> list[EnquiryFile]:
    """The enquiries of an area that say every one of the words somewhere, or are of an area that is called so."""
    asked = words.casefold().split()
    return [
        each
        for each in files
        if (not area or area in each.wording.areas)
        and (
            not asked
            or all(one in _said(each) for one in asked)
            or set(areas.matching(words)) & set(each.wording.areas)
        )
    ]


def _said(file: EnquiryFile) -> str:
    told = file.wording
    school = file.enquiry.school.name if file.enquiry.school is not None else ""
    parts = (
        told.title,
        told.question,
        told.method,
        told.found,
        told.applies,
        school,
        *areas.names(told.areas),
    )
    return " ".join(parts).casefold()


def _files(rows: QuerySet[Enquiry], *, today: date) -> list[EnquiryFile]:
    end = end_of(today)
    told = Prefetch("wordings", by_keys(EnquiryWording.objects.filter(at__lt=end)).select_related("by"))
    known = rows.filter(at__lt=end).select_related("school", "by", "promotion").prefetch_related(told)
    return [
        EnquiryFile(
            enquiry=each,
            wordings=tuple(each.wordings.all()),
            promotion=_promotion(each, today=today),
            today=today,
        )
        for each in known
    ]


def _promotion(enquiry: Enquiry, *, today: date) -> EnquiryPromotion | None:
    made: EnquiryPromotion | None = getattr(enquiry, "promotion", None)
    return made if made is not None and timezone.localdate(made.at) <= today else None


def _seat(steward: Steward, *, today: date) -> Seat:
    ended: StewardEnd | None = getattr(steward, "ended", None)
    known = ended is not None and timezone.localdate(ended.at) <= today
    return Seat(steward=steward, ended=ended if known else None)

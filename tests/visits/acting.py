"""People and the steps they take with visits and inspections, for their tests."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from trellis.accounts.models import User
from trellis.schools.models import School
from trellis.visits.actions import inspections, notes, visits
from trellis.visits.models import Framework, Kind, Purpose
from trellis.visits.note import AgreedAction, Content, Finding
from trellis.visits.outcome import BY_AREA, Said
from trellis.visits.queries.inspections import InspectionFile
from trellis.visits.queries.visits import VisitFile

AT = builders.AT
TODAY = AT.date()
REPORT = "https://reports.example.org/900001"
SECRET = "Attendance heading for urgent improvement"


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def adviser() -> User:
    return builders.person("sia", urns=(builders.BEECH,), name="Sia Adler")


def other_adviser() -> User:
    return builders.person("sia", urns=(builders.BEECH,), name="Rose Other", email="other@example.org")


def senior() -> User:
    return builders.person("spa", name="Stella Senior")


def leader() -> User:
    return builders.person("sitl", name="Tom Leader")


def principal() -> User:
    return builders.person("pa", name="Petra Principal")


def head() -> User:
    return builders.person("headteacher", urns=(builders.BEECH,), name="Hanna Head")


def chair() -> User:
    return builders.person("chair", urns=(builders.BEECH,), name="Carl Chair")


def booked(*, purpose: str = Purpose.TERMLY, at: datetime = AT, **more: Any) -> VisitFile:
    given: dict[str, Any] = {"day": at.date(), "lead": adviser(), "by": adviser(), **more}
    return visits.book(school=school(), purpose=purpose, at=at, **given)


def held(*, at: datetime = AT, **more: Any) -> VisitFile:
    return visits.hold(booked(at=at, **more), held_on=at.date(), by=adviser(), at=at)


def content(**changes: Any) -> Content:
    given: dict[str, Any] = {
        "met": "Hanna Head, headteacher",
        "looked_at": "Reading in years 2 and 3.",
        "findings": (Finding(heading="attendance", name="Attendance", words="Fewer late on Mondays."),),
        "strengths": "Story time.",
        "actions": (AgreedAction(what="Ring home by 9.30", owner="Hanna Head", by=date(2027, 1, 15)),),
    }
    return Content(**{**given, **changes})


def drafted(*, at: datetime = AT, said: Content | None = None, **more: Any) -> VisitFile:
    return notes.save(held(at=at, **more), seen=0, content=said or content(), by=adviser(), at=at)


def shared(*, at: datetime = AT, **more: Any) -> VisitFile:
    file = drafted(at=at, **more)
    return notes.share(file, seen=1, reply_by=at.date() + timedelta(days=7), by=adviser(), at=at)


def checked(*, at: datetime = AT, said: str = "", **more: Any) -> VisitFile:
    return notes.correct(shared(at=at, **more), said=said, by=head(), at=at)


def challenged(*, at: datetime = AT) -> VisitFile:
    return notes.challenge(shared(at=at), reasons="It was year 4.", by=head(), at=at)


def finished(*, at: datetime = AT) -> VisitFile:
    return notes.finish(checked(at=at), by=adviser(), at=at)


def notified(*, at: datetime = AT, by: User | None = None, **more: Any) -> InspectionFile:
    given: dict[str, Any] = {"kind": Kind.FULL, "notified_on": at.date(), "begins_on": at.date(), **more}
    return inspections.notify(school=school(), by=by or leader(), at=at, **given)


def assigned(*, at: datetime = AT) -> InspectionFile:
    return inspections.assign(notified(at=at), representative=senior(), by=senior(), at=at)


def attended(*, at: datetime = AT) -> InspectionFile:
    return inspections.attend(assigned(at=at), attended=True, notes=SECRET, by=senior(), at=at)


def report_card(grade: str = "expected_standard", **changes: Any) -> Said:
    grades = {area.id: grade for area in BY_AREA if not area.is_optional}
    grades |= {"safeguarding": "met", "category_of_concern": "none"}
    summary = changes.pop("summary", "As expected in every area.")
    return Said(framework=Framework.REPORT_CARD, grades={**grades, **changes}, summary=summary)


def provisional(*, at: datetime = AT) -> InspectionFile:
    said = report_card(
        attendance_and_behaviour="urgent_improvement",
        category_of_concern="requires_significant_improvement",
        summary=SECRET,
    )
    return inspections.provisional(attended(at=at), said=said, by=senior(), at=at)


def published(*, at: datetime = AT, said: Said | None = None) -> InspectionFile:
    return inspections.publish(
        attended(at=at), said=said or report_card(), published_on=at.date(), link=REPORT, by=senior(), at=at
    )

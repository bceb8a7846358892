"""The one place that makes test schools, people and runs.

Two authorities, 801 and 802, of invented schools. Alice advises, Bob leads, Charlie is a stranger at 802; a data
officer, a headteacher, an executive member and an administrator complete them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from tests.analysis import panels
from trellis.accounts.actions import accounts, second_factor
from trellis.accounts.models import User
from trellis.accounts.second_factor import app
from trellis.analysis.files.releases import Release
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework as packs
from trellis.analysis.measuring.panel import Panels
from trellis.analysis.store.facts import Facts
from trellis.screening.actions import runs
from trellis.screening.models import Run

AT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
AS_OF = date(2026, 11, 20)
PASSWORD = "wren-quartz-lantern-12"

# urn, name, authority, phase, relationship, what is known of it
BEECH, OAK, ELM, ACADEMY, SILENT, OTHER = 900001, 900002, 900003, 900004, 900005, 900101
_SECURE = {
    "statistics": {
        "absence_overall": {"value": 4.0, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
    },
    "grades": {"safeguarding": "met"},
}
SCHOOLS: tuple[Mapping[str, Any], ...] = (
    {"urn": BEECH, "name": "Beech Lane Primary School", "authority": "801", **_SECURE},
    {
        "urn": OAK,
        "name": "Oak Road School",
        "authority": "801",
        "phase_group": "secondary",
        "statistics": {
            "absence_overall": {"value": 9.5, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
        },
        "grades": {"safeguarding": "met"},
    },
    {
        "urn": ELM,
        "name": "Elm & Ash <Infants>",
        "authority": "801",
        "statistics": {
            "absence_overall": {"value": 4.5, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
        },
        "grades": {"safeguarding": "not_met"},
    },
    {
        "urn": ACADEMY,
        "name": "Juniper Academy",
        "trust_name": "Hedgerow Learning Trust",
        "authority": "801",
        "relationship": "academy",
        "statistics": {
            "absence_overall": {"value": 8.0, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
        },
        "grades": {"safeguarding": "met"},
    },
    {"urn": SILENT, "name": "Willow Nursery", "authority": "801", "phase_group": "nursery"},
    {"urn": OTHER, "name": "Far Away Primary School", "authority": "802", **_SECURE},
)


def pack(**changes: Any) -> packs.Framework:
    """A pack of three criteria that is quick to follow."""

    def threshold(test: str) -> language.Threshold:
        return language.Threshold(test=test, indicator="absence_overall", than="national_median", by=2.0)  # type: ignore[arg-type]

    given: dict[str, Any] = {
        "id": "test-pack",
        "title": "Agreed criteria",
        "version": "1.2",
        "era": "2026",
        "status": "agreed",
        "agreed": packs.Agreement(by="Headteachers’ forum", on=date(2026, 7, 1)),
        "effective_from": date(2026, 9, 1),
        "about": "Criteria for the tests.",
        "levels": (
            packs.Level(number=1, name="Secure", entitlement="One visit a year."),
            packs.Level(number=2, name="Vulnerable", entitlement="A support plan."),
            packs.Level(number=3, name="Causing concern", entitlement="A task group.", aliases=("band 3",)),
        ),
        "criteria": (
            packs.Criterion(
                id="L3-1",
                level=3,
                route="E",
                theme="safety",
                name="Children are not safe",
                sentence="Safeguarding is not met.",
                when=language.Inspection(test="inspection", area="safeguarding", at_or_below="not_met"),
                coverage="always",
                articles=(19,),
            ),
            packs.Criterion(
                id="L2-8",
                level=2,
                route="E",
                theme="attendance",
                name="Absence is high",
                sentence="Absence is well above the national median.",
                when=threshold("above"),
                key=True,
                coverage="always",
                hint="Import the absence file of the year.",
            ),
            packs.Criterion(
                id="L1-8",
                level=1,
                route="E",
                theme="attendance",
                name="Attendance in line",
                sentence="Absence is not well above the national median.",
                when=language.Not(test="not", of=threshold("above")),
                key=True,
                coverage="always",
            ),
        ),
        "suggestion": packs.Suggestion(others=2, contextual=2),
        "coverage": packs.Coverage(minimum_share=0.6, minimum_criteria=2),
        "citations": (packs.Citation(id="c1", title="A policy", checked_on=date(2026, 9, 1)),),
        "relationships": {"maintained": "level", "academy": "raise_concerns"},
        "hash": "ab" * 32,
    }
    return packs.Framework(**{**given, **changes})


@dataclass(frozen=True)
class HeldData:
    """Stands for an open warehouse that holds the schools above."""

    schools_held: tuple[Mapping[str, Any], ...] = SCHOOLS
    releases_held: tuple[Any, ...] = ()
    boundaries_held: Mapping[str, Any] = field(default_factory=dict)
    inspections_held: tuple[Mapping[str, Any], ...] = ()

    def schools(self, *, authority: str | None = None, open_only: bool = True) -> list[Any]:
        return [
            SimpleNamespace(
                urn=row["urn"],
                name=row["name"],
                la_code=row["authority"],
                la_name={"801": "Severnshire", "802": "Wessex Vale"}[row["authority"]],
                phase_group=row.get("phase_group", "primary"),
                school_type="Community school",
                relationship=row.get("relationship", "maintained"),
                open=True,
                opened=date(1990, 9, 1),
                closed=None,
                town=row.get("town", "Arlingford"),
                postcode="ZZ1 1AA",
                trust_name=row.get("trust_name"),
                federation_name=row.get("federation_name"),
                roll=210,
                pupils=None,
                history="",
                easting=row.get("easting"),
                northing=row.get("northing"),
            )
            for row in self.schools_held
            if authority in (None, row["authority"])
        ]

    def facts(self, *, indicators: Iterable[str], authority: str | None = None) -> Facts:
        return Facts.of(
            [r for r in self.schools_held if r["authority"] == authority], as_of=AS_OF, build_id="b1"
        )

    def panels(self, *, indicators: Any, urns: Sequence[int], authority: str | None = None) -> Panels:
        """The years that a school's `years` give of overall absence, {year: value}; else the one of its statistics."""
        asked = [next(row for row in self.schools_held if row["urn"] == urn) for urn in urns]
        absence = [row.get("statistics", {}).get("absence_overall") for row in asked]
        years = [
            row.get("years") or ({2026: held["value"]} if held else {})
            for row, held in zip(asked, absence, strict=True)
        ]
        return panels.of("absence_overall", years, urns=urns)

    def releases(self) -> tuple[Any, ...]:
        return self.releases_held

    def boundary(self, la_code: str) -> Any:
        return self.boundaries_held.get(la_code)

    def inspections_of(self, la_code: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.inspections_held if row["la_code"] == la_code]


def release(
    release_id: str, *, known_from: date, kinds: tuple[str, ...] = ("observation",), **more: Any
) -> Release:
    """A release of invented data."""
    given: dict[str, Any] = {
        "dataset": "absence",
        "shape": "wide",
        "edition": "2026",
        "part": "2026",
        "rank": 1,
        "years": (2026,),
        "file_name": f"{release_id}.csv",
        "member": None,
        "sha256": "cd" * 32,
        "size": 1,
        "rows": 1,
        "header_row": 1,
        "imported_at": AT,
        "known_from_estimated": False,
        "authority": None,
        "state": "current",
        "superseded_by": None,
    }
    return Release(**{**given, "id": release_id, "known_from": known_from, "kinds": kinds, **more})


def screened(
    *,
    authority: str = "801",
    at: datetime = AT,
    as_of: date | None = None,
    data: HeldData | None = None,
    then: HeldData | None = None,
    put_in_force: bool = False,
    **changes: Any,
) -> Run:
    """A run of the test pack over the schools above. `then` is what was held on an earlier `as_of`."""
    with patch.object(runs, "_opened", return_value=then or data or HeldData()):
        return runs.run(
            authority=authority,
            pack=pack(**changes),
            as_of=as_of or at.date(),
            by=None,
            at=at,
            held=data or HeldData(),  # type: ignore[arg-type]
            put_in_force=put_in_force,
        )


def person(
    role: str, *, authority: str = "801", urns: tuple[int, ...] = (), name: str = "", email: str = ""
) -> User:
    """Somebody who holds a role, from the start of the school year."""
    email = email or f"{role}-{authority}-{'-'.join(map(str, urns))}@example.org"
    user = accounts.open_account(
        email=email, name=name or role.title(), password=PASSWORD, reset_password=True
    )
    accounts.give_posts(user=user, role=role, authority_code=authority, from_date=date(2026, 9, 1), urns=urns)
    return user


def authenticator_app(user: User, *, name: str = "Phone") -> str:
    """Give somebody an authenticator app, whose code of two minutes ago was the last that was used. Return its secret."""
    secret = app.new_secret()
    then = timezone.now() - timedelta(minutes=2)
    code = app.code_at(secret, step=app.step_of(then))
    second_factor.add_app(user=user, name=name, secret=secret, code=code, at=then)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps of half a minute from now."""
    return app.code_at(secret, step=app.step_of(timezone.now()) + steps)

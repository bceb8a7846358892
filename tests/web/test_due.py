"""The page of what is due: each kind of thing under each filter, what a bad address is told, and what nobody is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting as casework
from tests.documents import drawing_up
from tests.intake import returned
from tests.interventions import acting as interventions
from tests.judgements import acting as judging
from tests.visits import acting as visits
from tests.web.notice_pages import text
from tests.web.test_pages import signed_in
from trellis.accounts.models import User
from trellis.accounts.roles import ROLES
from trellis.interfaces.web.cases import due_views
from trellis.schools.holders import OF_ROLE, TEAMS

pytestmark = pytest.mark.django_db
OAK, BEECH, ACADEMY = builders.OAK, builders.BEECH, builders.ACADEMY
NOBODY = "nobody"


@pytest.fixture(autouse=True)
def screened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened()
    builders.screened(authority="802")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that is due: how it comes to be, how its line begins, and what it stands under."""

    make: Callable[[], object]
    what: str
    kind: str
    urn: int | None
    people: tuple[Callable[[], User], ...] = ()
    teams: frozenset[str] = field(default_factory=frozenset)
    later: int = 0
    late: bool = False


def _pa() -> User:
    return builders.person("pa")


def _ssa() -> User:
    return builders.person("ssa")


def _of(role: str, urn: int | None = None) -> Callable[[], User]:
    return lambda: builders.person(role, urns=(urn,) if urn is not None else ())


def heard(urn: int = BEECH) -> None:
    """As much soft intelligence about a school as asks for a review."""
    for said in ("The head shouts.", "Staff are leaving.", "Two governors have gone."):
        judging.heard(said, urn=urn)


EVERY = {
    "a level to share": Asked(
        make=lambda: casework.proposed(BEECH),
        what="Share the proposed level",
        kind="levels",
        urn=BEECH,
        people=(_of("sia", BEECH),),
        teams=frozenset({"primary"}),
    ),
    "a level that the school answers": Asked(
        make=lambda: (casework.shared(OAK), casework.head(OAK), casework.chair(OAK)),
        what="The school answers the proposed level",
        kind="levels",
        urn=OAK,
        people=(_of("headteacher", OAK), _of("chair", OAK)),
        teams=frozenset({"schools"}),
    ),
    "a level to ratify": Asked(
        make=lambda: casework.recorded(casework.agreed(OAK)),
        what="Ratify the level",
        kind="levels",
        urn=OAK,
        people=(_pa,),
        teams=frozenset({"leaders"}),
    ),
    "a level to register": Asked(
        make=lambda: casework.ratified(casework.recorded(casework.agreed(OAK))),
        what="Enter the ratified level",
        kind="levels",
        urn=OAK,
        people=(_of("data_officer"),),
        teams=frozenset({"quality"}),
    ),
    "a school at risk of which nobody was told": Asked(
        make=lambda: casework.identified(BEECH),
        what="Tell the senior adviser",
        kind="visits",
        urn=BEECH,
        people=(_of("sitl"),),
        teams=frozenset({"leaders"}),
    ),
    "a first visit": Asked(
        make=lambda: casework.informed(OAK),
        what="Visit the headteacher and the chair",
        kind="visits",
        urn=OAK,
        people=(_ssa,),
        teams=frozenset({"secondary"}),
    ),
    "a step of a case": Asked(
        make=lambda: casework.visited(found=False),
        what="Close the case: the visit did not confirm",
        kind="cases",
        urn=OAK,
        people=(_ssa,),
        teams=frozenset({"secondary"}),
    ),
    "a support plan": Asked(
        make=casework.confirmed,
        what="Write the support plan",
        kind="plans",
        urn=OAK,
        people=(_ssa,),
        teams=frozenset({"secondary"}),
    ),
    "a task group": Asked(
        make=lambda: (casework.confirmed(), _pa()),
        what="Set up the task group",
        kind="groups",
        urn=OAK,
        people=(_pa,),
        teams=frozenset({"leaders"}),
    ),
    "a note of visit to write": Asked(
        make=visits.drafted,
        what="Write the note of visit",
        kind="visits",
        urn=BEECH,
        people=(visits.adviser,),
        teams=frozenset({"primary"}),
    ),
    "a note of visit to check": Asked(
        make=visits.shared,
        what="Check the facts of the note",
        kind="visits",
        urn=BEECH,
        people=(visits.head,),
        teams=frozenset({"schools"}),
    ),
    "an inspection that nobody attends": Asked(
        make=visits.notified, what="Assign who attends the inspection", kind="visits", urn=BEECH
    ),
    "an inspection that somebody attends": Asked(
        make=visits.assigned,
        what="Attend the inspection’s feedback",
        kind="visits",
        urn=BEECH,
        people=(visits.senior,),
        teams=frozenset({"primary"}),
    ),
    "a warning notice": Asked(
        make=interventions.given,
        what="Send copies of the warning notice",
        kind="notices",
        urn=OAK,
        people=(_ssa, _pa),
        teams=frozenset({"secondary", "leaders"}),
    ),
    "a letter of challenge": Asked(
        make=lambda: (interventions.challenged(), casework.head(OAK)),
        what="Answer the letter of challenge",
        kind="notices",
        urn=OAK,
        people=(_of("headteacher", OAK),),
        teams=frozenset({"schools"}),
    ),
    "a concern about an academy": Asked(
        make=lambda: (interventions.raised(), interventions.director(), _pa()),
        what="The trust’s answer is due",
        kind="notices",
        urn=ACADEMY,
        people=(_pa, interventions.director),
        teams=frozenset({"leaders", "leadership"}),
        later=30,
        late=True,
    ),
    "a duty of the authority": Asked(
        make=_pa,
        what="Evidence of a duty: Promote high standards",
        kind="duties",
        urn=None,
        people=(_pa,),
        teams=frozenset({"leaders"}),
    ),
    "a document to approve": Asked(
        make=lambda: (drawing_up.submitted(), _pa(), interventions.director()),
        what="Approve the document, or send it back: Level letter",
        kind="documents",
        urn=OAK,
        people=(_pa, interventions.director),
        teams=frozenset({"leaders", "leadership"}),
    ),
    "an approved document to issue": Asked(
        make=drawing_up.approved,
        what="Issue the document: Level letter",
        kind="documents",
        urn=OAK,
        people=(casework.adviser,),
        teams=frozenset({"secondary"}),
    ),
    "soft intelligence to review": Asked(
        make=lambda: (heard(), _pa()),
        what="Review the soft intelligence",
        kind="intelligence",
        urn=BEECH,
        people=(_of("sia", BEECH), _pa),
        teams=frozenset({"primary", "leaders"}),
    ),
    "a return": Asked(
        make=_of("data_officer"),
        what="Import a return: Budgets, deficits",
        kind="returns",
        urn=None,
        people=(_of("data_officer"),),
        teams=frozenset({"quality"}),
    ),
    "a return that is overdue": Asked(
        make=lambda: (returned.came("local_governance", on=date(2026, 6, 1)), _of("data_officer")()),
        what="Import a return: Governors",
        kind="returns",
        urn=None,
        people=(_of("data_officer"),),
        teams=frozenset({"quality"}),
        late=True,
    ),
    "a return that nobody is there to bring in": Asked(
        make=lambda: None, what="Import a return: Budgets, deficits", kind="returns", urn=None
    ),
}


def listed(client: Client, query: str = "", status: int = 200) -> str:
    """The lists of the page, without what is chosen above them and counted below."""
    response = client.get(f"/due/{query}")
    assert response.status_code == status, query
    return text(response).split("How much is due of whom")[0]


def asked_once(read: Callable[..., Any]) -> Callable[..., Any]:
    """What a function answers the first time, given again however it is asked."""
    answers: list[Any] = []

    def again(*args: Any, **kwargs: Any) -> Any:
        if not answers:
            answers.append(read(*args, **kwargs))
        return answers[0]

    return again


@pytest.mark.parametrize("asked", EVERY.values(), ids=EVERY)
def test_each_kind_of_thing_obeys_each_filter(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.make()
    monkeypatch.setattr(timezone, "now", lambda: builders.AT + timedelta(days=asked.later))
    people = {str(who().pk) for who in asked.people}
    reader = signed_in("auditor")
    # What is due does not depend on how it is narrowed, so the database is asked once for all the choices
    for module, name in (
        (due_views.queries, "board"),
        (due_views, "_rows"),
        (due_views, "_of_returns"),
    ):
        monkeypatch.setattr(module, name, asked_once(getattr(module, name)))
    offered = reader.get("/due/").content.decode()
    assert asked.what in listed(reader)

    def under(name: str, expected: set[str]) -> None:
        """It is listed under these choices of a filter, and under none of the others that the page offers."""
        field = re.search(rf'<select[^>]*\sname="{name}".*?</select>', offered, re.DOTALL)
        choices = set(re.findall(r'value="([^"]*)"', field[0])) if field else set()
        found = {each for each in choices - {""} if asked.what in listed(reader, f"?{name}={each}")}
        found |= {each for each in expected - choices if asked.what in listed(reader, f"?{name}={each}")}
        assert found == expected, name

    under("kind", {asked.kind} | ({"late"} if asked.late else set()))
    under("person", people or {NOBODY})
    under("school", {str(asked.urn) if asked.urn is not None else "none"})
    under("team", set(asked.teams) or {NOBODY})


def test_every_role_is_in_a_team_and_every_team_has_a_name() -> None:
    assert set(ROLES) - set(OF_ROLE) == {"sia"}  # whose team is of the phase of the school
    assert set(OF_ROLE.values()) | {"primary", "secondary"} == set(TEAMS)

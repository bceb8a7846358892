"""The parts of pages that are kept in memory: the same for every reader, right at once when anything changes."""

import re
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.web.test_pages import signed_in
from tests.web.trying import queries_of, text
from trellis.accounts.models import Post
from trellis.activity.models import Event, Verb
from trellis.analysis.store.records import HistoryRow, Standing
from trellis.interfaces.web.govuk import kept
from trellis.interfaces.web.schools import body
from trellis.schools import data
from trellis.schools.models import School
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db(transaction=True)

BEECH = f"/schools/{builders.BEECH}/"
INDICATORS = f"{BEECH}indicators/"
LATER = builders.AT + timedelta(days=1)
BAD = {
    "statistics": {
        "absence_overall": {"value": 9.0, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
    },
    "grades": {"safeguarding": "not_met"},
}


class Build:
    """A warehouse of one build, in which Beech Lane is absent so much and has nothing else."""

    build_id, as_of = "b1", builders.AS_OF

    def __init__(self, absence: float = 4.0) -> None:
        self.absence = absence

    def standings(self, urn: int, *, authority: str | None = None) -> list[Standing]:
        return [Standing(indicator="absence_overall", status=0, value=self.absence, year=2026)]

    def history(self, urn: int, *, authority: str | None = None) -> list[HistoryRow]:
        nothing: dict[str, Any] = dict.fromkeys(HistoryRow.__dataclass_fields__)
        return [
            HistoryRow(
                **{
                    **nothing,
                    "indicator": "absence_overall",
                    "year": 2026,
                    "status": 0,
                    "value": self.absence,
                    "basis": "own",
                    "known_from_estimated": False,
                }
            )
        ]

    def _none(self, *_: Any, **__: Any) -> list[Any]:
        return []

    lineage = schools_of = similar = inspections = _none

    def medians_by_year(self, urn: int) -> dict[Any, Any]:
        return {}

    def values_by_year(self, urns: Sequence[int], **_: Any) -> dict[Any, Any]:
        return {}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the process has open: `now` is a build, or None where there is none."""
    opened = SimpleNamespace(now=Build())
    monkeypatch.setattr(data, "warehouse", lambda: opened.now)
    return opened


@pytest.fixture
def run(built: SimpleNamespace) -> Run:
    builders.screened(authority="802")
    return builders.screened()


def said(client: Client, address: str = BEECH) -> str:
    return text(client.get(address).content)


def changed(**beech: Any) -> builders.HeldData:
    first, *others = builders.SCHOOLS
    return builders.HeldData(({**first, **beech}, *others))


def test_a_page_says_the_same_the_second_time_asks_less_and_records_both_looks(run: Run) -> None:
    client = signed_in("pa")
    first, second = (re.sub(r'value="\w{64}"', "", client.get(BEECH).content.decode()) for _ in range(2))
    assert first == second
    assert "<strong>4.0%</strong>" in first
    assert Event.objects.filter(verb=Verb.LOOKED, urn=builders.BEECH).count() == 2
    new = signed_in("auditor")
    new.get("/accessibility/")  # the header counts what is new once a minute
    assert queries_of(new, BEECH) == 10


def test_as_many_queries_with_one_run_as_with_many_whether_drawn_or_kept(run: Run) -> None:
    client = signed_in("pa")
    client.get(f"/schools/{builders.OAK}/")  # what a run froze for all of its schools is read once
    few = [queries_of(client, BEECH) for _ in range(2)]
    for day in range(1, 6):
        builders.screened(at=builders.AT + timedelta(days=day))
    client.get(f"/schools/{builders.OAK}/")
    assert [queries_of(client, BEECH) for _ in range(2)] == few == [13, 10]
    assert "What changed since the run before" in said(client)


def test_a_new_run_is_shown_at_once(run: Run) -> None:
    client = signed_in("pa")
    assert "Level 1: Secure" in said(client)
    builders.screened(at=LATER, data=changed(**BAD))
    page = said(client)
    assert "Level 3: Causing concern" in page
    assert "it was “Level 1: Secure”" in page
    old = said(client, f"{BEECH}?run={run.pk}")
    assert "Level 1: Secure" in old
    assert "which a later run has replaced" in old
    assert "which a later run has replaced" not in said(client)


def test_a_run_that_comes_to_stand_before_is_told_of_at_once(run: Run) -> None:
    client = signed_in("pa")
    assert "since the run before" not in said(client)
    builders.screened(at=builders.AT - timedelta(days=30), as_of=None, data=changed(**BAD))
    assert "it was “Level 3: Causing concern”" in said(client)


def test_a_school_that_the_register_names_anew_or_closes_is_so_at_once(run: Run) -> None:
    client = signed_in("pa")
    assert "Beech Lane Primary School" in said(client)
    School.objects.filter(pk=builders.BEECH).update(name="Beech Lane Academy", is_open=False)
    page = said(client)
    assert "Beech Lane Primary School" not in page
    assert "Beech Lane Academy (URN 900001)" in page
    assert "This school has closed." in page


@pytest.mark.parametrize("address", [BEECH, INDICATORS])
def test_a_new_build_is_shown_at_once_and_so_is_that_there_is_none(
    address: str, run: Run, built: SimpleNamespace
) -> None:
    client = signed_in("pa")
    assert "4.0%" in said(client, address)
    built.now = Build(6.5)
    assert "6.5%" in said(client, address)
    newest, built.now = built.now, None
    missing = said(client, address)
    assert "The figures are being rebuilt" in missing
    assert "6.5%" not in missing
    built.now = newest
    assert "The figures are being rebuilt" not in said(client, address)


def test_what_could_not_be_read_is_not_kept(
    run: Run, built: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("pa")
    with monkeypatch.context() as broken:
        broken.setattr(Build, "standings", lambda *_, **__: (_ for _ in ()).throw(OSError("gone")))
        assert "The figures are being rebuilt" in said(client)
    assert "4.0%" in said(client)


def test_nothing_of_one_reader_is_shown_to_another(run: Run) -> None:
    leader, head = signed_in("pa", name="Priya Leader"), signed_in("headteacher", name="Harper Head")
    leader.post("/schools/watch/", {"add": builders.BEECH, "next": BEECH})
    first, other = (client.get(BEECH).content.decode() for client in (leader, head))
    assert "Priya Leader" in first
    assert "Priya Leader" not in other
    assert "Stop watching" in first
    assert "Stop watching" not in other
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)) for page in (first, other)]
    assert tokens[0]
    assert tokens[0].isdisjoint(tokens[1])
    drawn = [page.split('id="suggestion"')[1].split('class="trellis-paper"')[0] for page in (first, other)]
    assert drawn[0] == drawn[1]
    assert "csrf" not in drawn[0]


@pytest.mark.parametrize("address", [BEECH, INDICATORS, f"{BEECH}?run=%s"])
def test_who_may_not_see_a_school_finds_nothing_though_its_page_is_kept(address: str, run: Run) -> None:
    address = address.replace("%s", str(run.pk))
    assert signed_in("pa").get(address).status_code == 200
    stranger = Client()
    stranger.force_login(
        builders.person("pa", authority="802"), backend="trellis.accounts.sign_in.EmailBackend"
    )
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_who_loses_a_post_finds_nothing_from_then_on(run: Run) -> None:
    client = signed_in("pa")
    assert client.get(BEECH).status_code == 200
    Post.objects.filter(user__email__startswith="pa-").delete()
    assert client.get(BEECH).status_code == 403


def test_a_line_of_the_list_follows_the_register_the_run_and_the_readers_watchlist(run: Run) -> None:
    client, other = signed_in("pa"), signed_in("auditor")
    assert "Beech Lane Primary School" in said(client, "/schools/")
    client.post("/schools/watch/", {"add": builders.BEECH, "next": "/schools/"})
    School.objects.filter(pk=builders.BEECH).update(name="Beech Lane Academy")
    page = client.get("/schools/").content.decode()
    assert "Stop watching" in page
    assert "Stop watching" not in other.get("/schools/").content.decode()
    assert "Beech Lane Academy" in page
    assert "Beech Lane Primary School" not in page
    builders.screened(at=LATER, data=changed(name="Beech Lane Academy", **BAD))
    row = client.get("/schools/").content.decode().split(f'id="u{builders.BEECH}"')[1].split("</tr>")[0]
    assert "Level 3" in row
    older = client.get(f"/schools/?run={run.pk}").content.decode()
    row = older.split(f'id="u{builders.BEECH}"')[1].split("</tr>")[0]
    assert "Level 1" in row
    assert f"/schools/{builders.BEECH}/?run={run.pk}" in row


def test_the_navigation_is_that_of_the_role_and_marks_the_page_one_is_on(run: Run) -> None:
    sections = {
        role: re.findall(
            r'class="govuk-service-navigation__link" href="([^"]+)"',
            signed_in(role).get(BEECH).content.decode(),
        )
        for role in ("pa", "headteacher")
    }
    assert "/overview/" in sections["pa"]
    assert "/overview/" not in sections["headteacher"]
    client = signed_in("pa")
    for address in ("/schools/", "/how-schools-are-judged/"):
        page = client.get(address).content.decode()
        marked = re.findall(r'href="([^"]+)"\s+aria-current="(?:page|true)"', page)
        assert address in marked


def test_everything_that_the_register_says_of_a_school_is_in_what_a_body_rests_on() -> None:
    names = [field.attname for field in School._meta.concrete_fields]
    school = School(**{name: f"{name}!" for name in names if name != "authority_id"}, authority_id="801")
    assert len(set(body._row(school))) == len(names)


def test_of_bodies_the_last_used_are_kept_and_those_of_an_older_build_are_not() -> None:
    held = kept.Bodies(most=2)
    held.keep("a", "<p>“A”</p>")
    held.keep("b", "B")
    assert held.get("a") == "<p>“A”</p>"
    held.keep("c", "C")
    assert [held.get(key) for key in "abc"] == ["<p>“A”</p>", None, "C"]
    old, new = Build(), Build()
    kept.bodies(old).keep("a", "old")
    assert kept.bodies(old).get("a") == "old"
    assert kept.bodies(new).get("a") is None
    assert kept.bodies(old).get("a") is None


def test_a_part_is_escaped_and_of_its_own_values() -> None:
    first = kept.part("govuk/header.html", organisation="Elm & <Ash>")
    assert "Elm &amp; &lt;Ash&gt;" in first
    assert kept.part("govuk/header.html", organisation="Elm & <Ash>") is first
    assert "Elm" not in kept.part("govuk/header.html", organisation="Oak")

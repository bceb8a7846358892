"""Every address there is, by every role and from a second authority. A new address fails until it has a row here."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from tests import builders
from tests.brokering import acting as helping
from tests.casework import meeting
from tests.documents import drawing_up
from tests.interventions import acting as intervening
from tests.leaders import acting as leading
from tests.leadership import acting as inducting
from tests.practice import acting as sharing
from tests.providers import acting as providing
from tests.resources import one_of_each as serving
from tests.visits import acting as visiting
from tests.web.addresses import ASKED, PARTS, READS_PRACTICE, TABLE
from tests.web.asking import ANY, looked_at
from tests.web.recorded import judged
from tests.web.test_pages import LEVEL_ALONE, MATRIX, OWN
from tests.web.trying import hold, kept_by
from trellis.activity.models import Event, Verb
from trellis.casework.actions import register
from trellis.intake import rooms
from trellis.intake.actions import recording
from trellis.intake.models import Batch, Stage
from trellis.schools import data
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db

OURS = (
    "Teaching writing well",
    "Nora Quill",
    "Talk in mathematics",
    "Ruth Amber",
    "Rivers",
    "Story time",
    "Phonics from the first week",
    "As expected in every area",
    "Parents worry",
    "The hall is shut",
    "Beech Lane",
    "Oak Road",
    "Juniper Academy",
    "Willow Nursery",
    "secret.csv",
    "A wider margin",
    "Reading review",
    "A secret bulletin",
)


# What is shared with every school of the authority is read by name
SHARED = (
    "good-practice/",
    "providers/",
    "leaders/",
    "<int:urn>/provider/",
    "events/",
    "networks/",
    "leadership-academy/",
)


def patterns(resolver: Any, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def made(written_once: None, home: Path) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patched:
        stand(patched, home)
        builders.screened(authority="802")
        builders.screened()
        draft = kept_by("pa")
        patched.setattr(data, "warehouse", lambda: None)
        return one_of_each(draft)


@pytest.fixture
def things(made: dict[str, object], home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """One of each thing that an address can name, all of the first authority."""
    stand(monkeypatch, home)
    monkeypatch.setattr(data, "warehouse", lambda: None)
    return made


def stand(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(home))
    hold(monkeypatch)


def one_of_each(draft: int) -> dict[str, object]:
    officer = builders.person("data_officer")
    register.freeze(authority="801", term="Autumn 2026", after=0, by=officer, at=builders.AT)
    batch = Batch.objects.create(
        authority_id="801",
        kind="upload",
        key=rooms.new_key(),
        title="secret.csv",
        files=[],
        wanted={},
        by=officer,
        at=builders.AT,
    )
    recording.step(batch, after=0, stage=Stage.READ, at=builders.AT)
    room = rooms.room(batch.key)
    room.path.mkdir(parents=True)
    room.problems.write_text("severity,file,row,column,value,message\nerror,secret.csv,2,URN,1,odd\n")
    meeting.issued(builders.BEECH)
    run = Run.objects.filter(authority_id="801").get()
    interest = interests.declare(
        school=School.objects.get(pk=builders.BEECH),
        user=officer,
        kind="child",
        reason="A secret of Beech Lane.",
        from_date=builders.AT.date(),
        to_date=None,
        by=officer,
        at=builders.AT,
    )
    return {
        "interest": interest.pk,
        "person": officer.pk,
        "post": officer.posts.get().pk,
        "run_id": run.pk,
        "draft_id": draft,
        "number": 1,
        "batch": batch.pk,
        "urn": builders.BEECH,
        "release": "some-release",
        "row": 2,
        "dataset": "absence",
        "kind": "csv",
        "measure": "persistent_absence",
        "indicator": "absence_overall",
        "audience": "in-full",
        "name": "propose",
        "authority": "801",
        "edition": 1,
        "item": 1,
        "year": timezone.localdate().year,
        "duty": "high-standards",
        "method": "password",
        "provider": "local",
        "notice": intervening.drafted(builders.BEECH).notice.pk,
        "secretary": intervening.secretarys(builders.BEECH).pk,
        "challenge": intervening.challenged(builders.BEECH).challenge.pk,
        "concern": intervening.raised().concern.pk,
        "practice": (practice := sharing.published()).entry.pk,
        "request_id": sharing.asked(practice, urn=None, by=sharing.principal()).pk,
        "supporter": providing.approved(file=providing.applied()).provider.pk,
        **leading.one_of_each(),
        "token": "nobodys",
        **helping.one_given(),
        **serving.made(),
        **inducting.one_of_each(),
        **judged(),
        "visit": visiting.shared().visit.pk,
        "inspection": visiting.published().inspection.pk,
        **drawing_up.one_issued_and_one_drafted(builders.BEECH),
    }


def address(pattern: str, things: dict[str, object], query: str) -> str:
    if "returns/" in pattern:
        things = {**things, "dataset": "local_targets"}
    if "secretary/" in pattern:
        things = {**things, "number": things["secretary"]}
    if "imports/" in pattern:
        things = {**things, "number": things["batch"]}
    things = {**things, **PARTS.get(pattern, {})}
    asked = "&".join(part for part in (ASKED.get(pattern, ""), query) if part)
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(things[found[1]]), pattern) + f"?{asked}"


def client_of(role: str, authority: str) -> Client:
    made = Client()
    own = builders.BEECH if authority == "801" else builders.OTHER
    user = builders.person(role, authority=authority, urns=(own,) if role in OWN else ())
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def content(response: Any) -> str:
    return (b"".join(response) if response.streaming else response.content).decode(errors="replace")


def rows_kept() -> dict[str, int]:
    """How many rows each table has, without what is noted of those who look, and the index that searching brings up to date."""
    ours = [each for each in apps.get_app_configs() if each.name.startswith("trellis.")]
    models = [
        model for each in ours if each.label not in ("activity", "search") for model in each.get_models()
    ]
    counted = {model._meta.label: model._base_manager.count() for model in models}
    read = (Verb.LOOKED, Verb.EXPORTED, Verb.RESTRICTED_READ)
    return {**counted, "Event": Event.objects.exclude(verb__in=read).count()}


def test_every_address_has_a_row() -> None:
    there = set(patterns(get_resolver()))
    assert there - TABLE.keys() == set(), "say in TABLE who may open these"
    assert TABLE.keys() - there == set(), "these are no more"


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_opens_what_is_for_it_reads_no_other_name_and_changes_nothing(
    role: str, things: dict[str, object]
) -> None:
    client = client_of(role, "801")
    places = (("Oak Road", 2),) if role in LEVEL_ALONE else (("Beech Lane", 1), ("Oak Road", 2))
    hidden = [name for name, place in places if MATRIX[role][place] != 200]
    before = rows_kept()
    for pattern, row in TABLE.items():
        response = client.get(address(pattern, things, ""))
        if role not in row.who:
            assert response.status_code in (403, 404), pattern
        elif pattern == "compare/":
            assert response.status_code in (200, 400, 404, 503), pattern  # one of the two is not everybody's
        else:
            assert response.status_code == row.answers, pattern
        assert 'value="None"' not in content(response), pattern  # a form that is sent as it is shown is taken
        # Whoever keeps the register of interests sees which school an interest is in, and opens none of them
        if pattern not in ("account/", "compare/", "people/") and not pattern.startswith("interests/"):
            said = content(response)
            if any(part in pattern for part in SHARED) and role in READS_PRACTICE:
                continue  # what is shared is read by name, whichever school somebody works with
            if "support/" in pattern and role == "traded_services":
                continue  # who brokers support and assures its quality reads which schools are helped, and nothing else
            if role == "traded_services" and ("services/" in pattern or pattern in ("home/", "notices/")):
                continue  # who reads the orders and the days of every school, and no level
            assert [name for name in hidden if name in said] == [], pattern
    assert rows_kept() == before


@pytest.mark.parametrize("role", MATRIX)
def test_the_same_role_at_another_authority_is_given_nothing_and_changes_nothing(
    role: str, things: dict[str, object]
) -> None:
    client = client_of(role, "802")
    before = rows_kept()
    for pattern, row in TABLE.items():
        allowed = (row.elsewhere,) if role in row.who else (403, 404)
        with looked_at() as asked:
            for query in ("", "authority=801", f"run={things['run_id']}"):
                name = query.split("=")[0]
                if query and not asked & {name, ANY}:
                    continue  # it has not looked whether there is any, so it would answer the same again
                response = client.get(address(pattern, things, query))
                assert response.status_code < 500 or response.status_code == 503, (pattern, query)
                said = content(response)
                assert [name for name in OURS if name in said] == [], (pattern, query)
                if name == "authority" or (not query and not asked & {"authority", ANY}):
                    assert response.status_code in allowed, (pattern, query)
        if pattern not in ("sign-out/", "data/build/"):
            response = client.post(
                address(pattern, things, "")[:-1], {"authority": "801", "decision": "confirm"}
            )
            assert [name for name in OURS if name in content(response)] == [], pattern
    assert client.post("/data/build/", {"authority": "801"}).status_code in (403, 404)
    assert rows_kept() == before

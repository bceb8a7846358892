"""Every address there is, by every role and from a second authority. A new address fails until it has a row here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from tests import builders
from tests.casework import meeting
from tests.web.test_pages import LEVEL_ALONE, MATRIX, OWN
from tests.web.trying import MAY, kept_by
from trellis.activity.models import Event, Verb
from trellis.casework.actions import register
from trellis.intake import rooms
from trellis.intake.actions import recording
from trellis.intake.models import Batch, Stage
from trellis.judgements.models import Circumstance, Entry, Judgement, Revision
from trellis.schools import data
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.screening.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]

EVERYBODY = frozenset(MATRIX)
READS = frozenset(role for role in MATRIX if MATRIX[role][0] == 200)
NAMES = frozenset(role for role in MATRIX if MATRIX[role][1] == 200 or MATRIX[role][2] == 200)
CRITERIA = EVERYBODY - {"administrator"}
LEVELS = NAMES | LEVEL_ALONE
THE_SCHOOL = frozenset(role for role in MATRIX if MATRIX[role][1] == 200)
WHOLE = frozenset(role for role in MATRIX if MATRIX[role][3] == 200)
DATA = NAMES - {"headteacher", "chair", "trust_officer"}
FOLLOWS = DATA - {"sia", "spa", "ssa"}
OFFICER = frozenset({"data_officer"})
MARKS = frozenset({"spa", "ssa", "pa"})
TRIES = frozenset(MAY)
CHAIRS = frozenset({"pa"})
GROUP = THE_SCHOOL - {"director", "leadership_team", "trust_officer"}  # these are told the outcomes
WRITES_OR_ANSWERS = MARKS | {"headteacher", "chair"}
JUDGES = frozenset({"sia", "spa", "pa"})
IDENTIFIES = frozenset({"sia", "sitl", "spa", "pa"})
ANSWERS = frozenset({"headteacher", "chair"})
LOGS = JUDGES | {"sitl", "director"}
PROPOSES = frozenset({"sia", "sitl", "spa", "pa"})
ADMINISTERS = frozenset({"administrator"})
ALLOCATES = frozenset({"sitl"})
KEEPS = frozenset({"pa", "administrator"})
RECORDS = THE_SCHOOL - {"leadership_team", "trust_officer"}
WRITES = frozenset({"spa", "pa"})  # of a primary school
COMMENTS = WRITES | {"sia", "headteacher", "chair", "trust_officer"}


@dataclass(frozen=True)
class Row:
    """Who may open an address, what it answers them, and what it answers the same role at another authority that
    asks for it. Everybody else is refused."""

    who: frozenset[str]
    answers: int = 200
    elsewhere: int = 404


SAME = 200  # the page is of whoever asks: nothing of another authority is in it, which is looked for below
TABLE = {
    "": Row(EVERYBODY, 302, 302),
    "accessibility/": Row(EVERYBODY, 200, SAME),
    "account/": Row(EVERYBODY, 200, SAME),
    "account/post/": Row(EVERYBODY, 200, SAME),
    "account/password/": Row(EVERYBODY, 200, SAME),
    "account/confirm/": Row(EVERYBODY, 302, 302),
    "account/confirm/<slug:method>/": Row(EVERYBODY, 200, SAME),
    "account/second-factor/": Row(EVERYBODY, 200, SAME),
    "account/second-factor/<int:number>/remove/": Row(EVERYBODY, 302, 302),  # to confirm first
    "account/second-factor/<int:number>/rename/": Row(EVERYBODY, 302, 302),
    "account/second-factor/app/": Row(EVERYBODY, 302, 302),
    "account/second-factor/key/": Row(EVERYBODY, 302, 302),
    "account/second-factor/recovery-codes/": Row(EVERYBODY, 302, 302),
    "account/roles/": Row(EVERYBODY, 200, SAME),
    "account/interests/": Row(EVERYBODY, 200, SAME),
    "sign-in/": Row(EVERYBODY, 302, 302),
    "sign-in/second-step/": Row(EVERYBODY, 302, 302),
    "sign-in/second-step/<slug:method>/": Row(EVERYBODY, 302, 302),
    "sign-in/with/<slug:provider>/": Row(EVERYBODY, 404, 404),  # none is configured
    "sign-in/with/<slug:provider>/answer/": Row(EVERYBODY, 404, 404),
    "signed-out/": Row(EVERYBODY, 302, 302),
    "sign-out/": Row(EVERYBODY, 405, 405),
    "patterns/": Row(EVERYBODY, 404, 404),  # for those who develop Trellis, and off
    "area/": Row(READS),
    "area/<slug:measure>/": Row(READS),
    "area/<slug:measure>/mark/": Row(MARKS),
    "area/scorecard/": Row(READS),
    "area/source/<slug:release>/<int:row>/": Row(READS, 404),
    "cases/": Row(DATA),
    "cases/export/": Row(DATA),
    "compare/": Row(NAMES),
    "data/": Row(DATA, 200, SAME),
    "data/build/": Row(EVERYBODY, 405, 405),
    "data/coverage/": Row(DATA, 200, SAME),
    "data/fetch/": Row(OFFICER, 200, SAME),
    "data/imports/": Row(FOLLOWS, 200, SAME),
    "data/imports/<int:number>/": Row(FOLLOWS),
    "data/imports/<int:number>/decide/": Row(EVERYBODY, 405, 405),
    "data/imports/<int:number>/problems.csv": Row(FOLLOWS),
    "data/imports/<int:number>/problems/": Row(FOLLOWS),
    "data/imports/new/": Row(OFFICER, 200, SAME),
    "data/publications/<slug:dataset>/": Row(DATA, 200, SAME),
    "data/returns/<slug:dataset>.<slug:kind>": Row(DATA, 200, SAME),
    "due/": Row(DATA),
    "early-warning/": Row(NAMES),
    "early-warning/<slug:indicator>/": Row(NAMES),
    "how-schools-are-judged/": Row(CRITERIA),
    "how-schools-are-judged/<slug:audience>/": Row(CRITERIA),
    "how-schools-are-judged/atrs/": Row(CRITERIA),
    "interests/": Row(KEEPS | {"auditor"}),
    "interests/<int:interest>/end/": Row(KEEPS),
    "overview/": Row(WHOLE),
    "overview/map/": Row(READS),
    "people/": Row(ADMINISTERS),
    "people/<int:person>/": Row(ADMINISTERS),
    "people/add/": Row(ADMINISTERS),
    "people/allocation/": Row(ALLOCATES),
    "people/posts/<int:post>/end/": Row(ADMINISTERS),
    "register/": Row(LEVELS),
    "register/close-term/": Row(OFFICER),
    "register/editions/<str:authority>/<int:edition>/": Row(LEVELS),
    "runs/": Row(WHOLE, 200, SAME),
    "runs/<int:run_id>/": Row(READS),
    "runs/new/": Row(OFFICER, 200, SAME),
    "schools/": Row(READS),
    "schools/<int:urn>/": Row(THE_SCHOOL),
    "schools/<int:urn>/case/": Row(THE_SCHOOL),
    "schools/<int:urn>/case/<slug:name>/": Row(IDENTIFIES),
    "schools/<int:urn>/before-the-visit/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/<int:circumstance>/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/<int:circumstance>/end/": Row(JUDGES | ANSWERS),
    "schools/<int:urn>/circumstances/record/": Row(JUDGES | ANSWERS),
    "schools/<int:urn>/gaps/": Row(THE_SCHOOL),
    "schools/<int:urn>/how-judged/": Row(THE_SCHOOL),
    "schools/<int:urn>/indicators/": Row(THE_SCHOOL),
    "schools/<int:urn>/intelligence/": Row(THE_SCHOOL),
    "schools/<int:urn>/intelligence/<int:entry>/bear-out/": Row(LOGS),
    "schools/<int:urn>/intelligence/log/": Row(LOGS),
    "schools/<int:urn>/intelligence/review/": Row(JUDGES),
    "schools/<int:urn>/judged-by-people/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/<int:judgement>/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/<int:judgement>/answer/": Row(ANSWERS),
    "schools/<int:urn>/judgements/record/": Row(JUDGES),
    "schools/<int:urn>/interest/": Row(THE_SCHOOL),
    "schools/<int:urn>/level/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/level/<slug:name>/": Row(PROPOSES),
    "schools/<int:urn>/where-we-are/": Row(THE_SCHOOL),
    "schools/<int:urn>/own-set/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/<int:year>/<int:revision>/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/comment/": Row(JUDGES),
    "schools/<int:urn>/self-evaluation/write/": Row(frozenset({"headteacher"})),
    "schools/<int:urn>/readings/": Row(frozenset({"pa", "auditor"})),
    "schools/<int:urn>/record/": Row(RECORDS),
    "schools/<int:urn>/record/export/": Row(RECORDS),
    "schools/<int:urn>/plan/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/plan/<slug:name>/": Row(COMMENTS),
    "schools/<int:urn>/plan/conditions/<int:number>/": Row(WRITES),
    "schools/<int:urn>/plan/conditions/<int:number>/drop/": Row(WRITES),
    "schools/<int:urn>/plan/conditions/new/": Row(WRITES),
    "schools/<int:urn>/plan/objectives/<int:number>/": Row(WRITES),
    "schools/<int:urn>/plan/objectives/<int:number>/<slug:name>/": Row(frozenset({"headteacher", "chair"})),
    "schools/<int:urn>/plan/objectives/new/": Row(WRITES),
    "schools/<int:urn>/plan/versions/<int:number>/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/plan/versions/<int:number>/changes/": Row(THE_SCHOOL | LEVEL_ALONE, 404),
    "schools/<int:urn>/plan/versions/<int:number>/paper/": Row(THE_SCHOOL | LEVEL_ALONE),
    "plans/": Row(NAMES),
    "plans/export/": Row(NAMES),
    "schools/<int:urn>/similar/": Row(THE_SCHOOL),
    "schools/<int:urn>/source/<slug:release>/<int:row>/": Row(THE_SCHOOL, 404),
    "schools/chase/": Row(NAMES),
    "schools/export/": Row(NAMES),
    "schools/remove-list/": Row(EVERYBODY, 302, 302),
    "schools/save-list/": Row(NAMES),
    "schools/watch/": Row(EVERYBODY, 302, 302),
    "soft-intelligence/": Row(JUDGES | {"ssa"}, 200, SAME),
    "terms/": Row(NAMES),
    "terms/closed/": Row(OFFICER),
    "terms/closed/open-again/": Row(EVERYBODY, 405, 405),
    "terms/dates.csv": Row(NAMES),
    "terms/import/": Row(OFFICER),
    "terms/inset/": Row(EVERYBODY, 405, 405),
    "schools/<int:urn>/task-group/": Row(GROUP),
    "schools/<int:urn>/task-group/<slug:name>/": Row(CHAIRS),
    "schools/<int:urn>/task-group/items/<int:item>/": Row(THE_SCHOOL & WRITES_OR_ANSWERS, 409),
    "schools/<int:urn>/task-group/meetings/<int:number>/": Row(GROUP),
    "schools/<int:urn>/task-group/meetings/<int:number>/<slug:name>/": Row(THE_SCHOOL & MARKS),
    "task-groups/": Row(FOLLOWS | {"sia", "spa", "ssa", "executive_member"}, 200, SAME),
    "task-groups/invitations/": Row(EVERYBODY, 200, SAME),
    "terms/schools/<int:urn>/": Row(THE_SCHOOL),
    "terms/schools/<int:urn>/closed/": Row(OFFICER),
    "terms/schools/<int:urn>/closed/open-again/": Row(EVERYBODY, 405, 405),
    "terms/schools/<int:urn>/years/<int:year>/": Row(OFFICER),
    "terms/schools/<int:urn>/years/<int:year>/take-back/": Row(EVERYBODY, 405, 405),
    "terms/years/<int:year>/": Row(OFFICER),
    "terms/years/<int:year>/take-back/": Row(EVERYBODY, 405, 405),
    "what-if/": Row(TRIES),
    "what-if/drafts/": Row(TRIES, 200, SAME),
    "what-if/drafts/<int:draft_id>/": Row(TRIES),
    "what-if/drafts/<int:draft_id>/propose/": Row(EVERYBODY, 405, 405),
    "what-if/keep/": Row(EVERYBODY, 405, 405),
    "what-if/schools/<int:urn>/": Row(THE_SCHOOL & TRIES, 503),
}
# What these need in the address beside the authority
ASKED = {
    "compare/": f"urn={builders.BEECH}&urn={builders.OAK}",
    "schools/export/": "format=csv",
    "schools/<int:urn>/record/export/": "format=csv",
}
# What parts of an address are, where they are not those of the others
PARTS = {
    "schools/<int:urn>/case/<slug:name>/": {"name": "identify"},
    "schools/<int:urn>/plan/<slug:name>/": {"name": "comment"},
    "schools/<int:urn>/plan/objectives/<int:number>/<slug:name>/": {"name": "done"},
    "schools/<int:urn>/task-group/<slug:name>/": {"name": "call"},
    "schools/<int:urn>/task-group/meetings/<int:number>/<slug:name>/": {"name": "paper"},
}
OURS = (
    "Parents worry",
    "The hall is shut",
    "Beech Lane",
    "Oak Road",
    "Juniper Academy",
    "Willow Nursery",
    "secret.csv",
    "A wider margin",
)


def patterns(resolver: Any, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern)


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, object]:
    """One of each thing that an address can name, all of the first authority."""
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    draft = kept_by("pa")
    monkeypatch.setattr(data, "warehouse", lambda: None)
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
        "method": "password",
        "provider": "local",
        **judged(),
    }


def judged() -> dict[str, object]:
    """One of each thing that people record of Beech Lane, which the school has submitted where it is the school's."""
    rows = {"authority_id": "801", "school_id": builders.BEECH, "at": builders.AT}
    by = {"by": builders.person("pa"), "role": "pa"}
    year, number = timezone.localdate().year, 1
    Revision.objects.create(
        **rows, **by, year=year, number=number, state="submitted", pack="test-pack", is_vulnerable=False
    )
    day = builders.AS_OF
    judgement = Judgement.objects.create(
        **rows,
        **by,
        pack="test-pack",
        question="safe",
        asked="Is it safe?",
        answer="yes",
        judged_on=day,
        evidence="A visit",
        expires_on=day,
        reply_by=day,
    )
    circumstance = Circumstance.objects.create(
        **rows, **by, kind="building", evidence="The hall is shut", from_date=day
    )
    entry = Entry.objects.create(
        **rows,
        **by,
        heard_on=day,
        said="Parents worry",
        about="other",
        source="parent",
        reliability="unknown",
    )
    return {
        "revision": number,
        "judgement": judgement.pk,
        "circumstance": circumstance.pk,
        "entry": entry.pk,
    }


def address(pattern: str, things: dict[str, object], query: str) -> str:
    if "returns/" in pattern:
        things = {**things, "dataset": "local_targets"}
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
    """How many rows each table has, without what is noted of those who look."""
    names = (
        "accounts",
        "schools",
        "screening",
        "drafts",
        "priorities",
        "intake",
        "casework",
        "calendars",
        "judgements",
    )
    counted = {
        m.__name__: m._base_manager.count() for name in names for m in apps.get_app_config(name).get_models()
    }
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
            assert [name for name in hidden if name in said] == [], pattern
    assert rows_kept() == before


@pytest.mark.parametrize("role", MATRIX)
def test_the_same_role_at_another_authority_is_given_nothing_and_changes_nothing(
    role: str, things: dict[str, object]
) -> None:
    client = client_of(role, "802")
    before = rows_kept()
    for pattern, row in TABLE.items():
        for query in ("authority=801", f"run={things['run_id']}", ""):
            response = client.get(address(pattern, things, query))
            if query == "authority=801":
                allowed = (row.elsewhere,) if role in row.who else (403, 404)
                assert response.status_code in allowed, (pattern, query)
            assert response.status_code < 500 or response.status_code == 503, (pattern, query)
            said = content(response)
            assert [name for name in OURS if name in said] == [], (pattern, query)
        if pattern not in ("sign-out/", "data/build/"):
            response = client.post(
                address(pattern, things, "")[:-1], {"authority": "801", "decision": "confirm"}
            )
            assert [name for name in OURS if name in content(response)] == [], pattern
    assert client.post("/data/build/", {"authority": "801"}).status_code in (403, 404)
    assert rows_kept() == before

"""How schools are judged, for each who asks, and the transparency record as a page and as a file."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.web.test_pages import JUDGED_PAGES, signed_in
from tests.web.test_schools import text
from trellis.activity.models import Event, Verb
from trellis.analysis.judging import framework, shelf
from trellis.interfaces.web.judged.audiences import AUDIENCES
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db
BASE = "/how-schools-are-judged/"
FIRST = {
    **dict.fromkeys(("sia", "sitl", "spa", "ssa", "pa", "data_officer"), "in-full"),
    **dict.fromkeys(("director", "leadership_team", "auditor"), "in-full"),
    **dict.fromkeys(("headteacher", "chair"), "school"),
    **dict.fromkeys(("executive_member", "scrutiny_member"), "members"),
}


@pytest.fixture
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


def body(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("role", FIRST)
def test_each_role_comes_first_to_the_telling_for_it(role: str, run: Run) -> None:
    here = re.search(r'href="([^"]+)"\s+aria-current="page"', body(signed_in(role), BASE))
    assert here is not None
    assert here.group(1) == f"{BASE}{FIRST[role]}/"


def test_every_telling_leads_to_the_others_and_says_version_date_and_who_agreed(run: Run) -> None:
    client = signed_in("headteacher")
    for audience in AUDIENCES:
        said = body(client, f"{BASE}{audience}/")
        for other in AUDIENCES:
            assert f'href="{BASE}{other}/"' in said
        for fact in ("1.2", "by Headteachers’ forum on 1 July 2026", "1 September 2026"):
            assert fact in said, (audience, fact)
        assert "Level 3 (Causing concern) if any level 3 criterion is met." in said, audience


def test_the_full_telling_has_every_threshold_and_comparator(run: Run) -> None:
    said = text(signed_in("pa"), f"{BASE}in-full/")
    assert (
        "Overall absence is above the national median for its phase by more than 2.0 percentage points"
        in said
        or ("Overall absence is above" in said)
    )
    assert "Safeguarding at the latest inspection is Not met" in said
    assert "Key: met, it suggests level 2 (Vulnerable) by itself." in said
    assert "Import the absence file of the year." in said
    assert "A policy (checked against the publisher on 1 September 2026)" in said


def test_all_shipped_packs_can_be_told_to_everybody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from trellis.interfaces.web.schools import judging

    client = signed_in("pa")
    for name in shelf.names():
        pack = shelf.load(name)
        monkeypatch.setattr(judging, "pack_of", lambda run, pack=pack: pack)
        for page in JUDGED_PAGES:
            response = client.get(f"{BASE}{page}/")
            assert response.status_code == 200, (name, page)
            assert pack.title in response.content.decode(), (name, page)
            assert len(response.content) < 150_000, (name, page)


def test_a_pack_comes_back_from_a_run_as_it_was(run: Run) -> None:
    from trellis.interfaces.web.schools import judging

    assert judging.pack_of(run) == builders.pack()
    real = shelf.load()
    from trellis.screening.actions import runs

    assert judging.pack_of(Run(pack_text=runs._plain(real))) == real


def test_a_headteacher_goes_from_the_pack_to_the_schools_own_values(run: Run) -> None:
    client = signed_in("headteacher")
    said = body(client, BASE)
    assert f'href="/schools/{builders.BEECH}/how-judged/"' in said
    own = text(client, f"/schools/{builders.BEECH}/how-judged/")
    assert "L2-8 Absence is high (key)" in own
    assert "4.0%" in own
    assert "Not met" in own
    assert "How it is tested" in own
    assert "If something is wrong or missing" in own
    assert f'href="/schools/{builders.BEECH}/how-judged/"' not in body(signed_in("pa"), f"{BASE}school/")


def test_a_headteacher_sees_the_same_judging_page_as_the_adviser(run: Run) -> None:
    address = f"/schools/{builders.BEECH}/how-judged/"
    assert body(signed_in("headteacher"), address) == body(signed_in("pa"), address)


def test_what_is_not_known_of_a_school_says_how_to_fill_it(run: Run) -> None:
    said = text(signed_in("pa"), f"/schools/{builders.SILENT}/how-judged/")
    assert "Not known" in said
    assert "How to fill this:" in said
    assert "Import the absence file of the year." in said


def test_whom_to_ask_is_the_packs_contact_where_it_names_one() -> None:
    contact = framework.Contact(team="Quality and Standards", email="quality@example.org", telephone="01234")
    builders.screened(
        contact=contact, owner="Director of Children’s Services", limits=("It knows no nursery.",)
    )
    client = signed_in("pa")
    for page in ("in-full", "school", "members", "method"):
        said = body(client, f"{BASE}{page}/")
        assert "quality@example.org" in said, page
    assert "It knows no nursery." in text(client, f"{BASE}members/")
    assert "Director of Children’s Services" in text(client, f"{BASE}method/")
    record = text(client, f"{BASE}atrs/")
    assert "2.1.3 Senior responsible owner Director of Children’s Services" in record


def test_a_pack_without_a_contact_says_whom_to_ask_instead(run: Run) -> None:
    assert "This pack names no contact. A school asks its adviser" in text(signed_in("pa"), f"{BASE}method/")


@pytest.mark.parametrize("page", JUDGED_PAGES)
def test_the_pages_take_as_many_queries_however_many_runs_and_schools(page: str, run: Run) -> None:
    client = signed_in("headteacher")
    client.get(f"{BASE}{page}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{BASE}{page}/")
    many = tuple({**builders.SCHOOLS[0], "urn": 910000 + i, "name": f"School {i}"} for i in range(30))
    builders.screened(data=builders.HeldData((*builders.SCHOOLS, *many)))
    client.get(f"{BASE}{page}/")  # what a run froze is read once
    with CaptureQueriesContext(connection) as more:
        client.get(f"{BASE}{page}/")
    assert len(more) == len(few) <= 8


@pytest.mark.parametrize("page", ["nobody", "in_full", "0", "IN-FULL"])
def test_an_audience_that_there_is_not_is_not_found(page: str, run: Run) -> None:
    assert signed_in("pa").get(f"{BASE}{page}/").status_code == 404


def test_before_the_first_screening_each_page_says_so_and_there_is_no_record() -> None:
    client = signed_in("pa")
    for page in ("", "in-full/", "school/", "members/", "method/"):
        response = client.get(f"{BASE}{page}")
        assert response.status_code == 200
        assert "No screening has been run for this authority yet" in response.content.decode()
    for address in (f"{BASE}atrs/", f"{BASE}atrs/?format=ods"):
        missing = client.get(address)
        assert missing.status_code == 404
        assert "no pack to make a record of yet" in missing.content.decode()


def test_links_keep_the_authority_and_the_run_that_are_looked_at_and_nothing_else(run: Run) -> None:
    said = body(signed_in("pa"), f"{BASE}method/?authority=801&run={run.pk}&x=<script>")
    assert f'href="{BASE}members/?authority=801&amp;run={run.pk}"' in said
    assert "script" not in said
    record = body(signed_in("pa"), f"{BASE}atrs/?run={run.pk}")
    assert f'href="{BASE}atrs/?run={run.pk}&amp;format=ods"' in record


def test_the_record_is_taken_as_a_file_and_that_is_recorded(run: Run) -> None:
    import io

    from python_calamine import CalamineWorkbook

    client = signed_in("executive_member")
    ods = client.get(f"{BASE}atrs/?format=ods")
    assert ods.headers["Content-Disposition"] == 'attachment; filename="atrs-801-test-pack-1-2.ods"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(ods.content)).get_sheet_by_index(0).to_python()
    assert ["0.2", "Organisation name", "Metadata", "Severnshire", ""] in rows
    csv = client.get(f"{BASE}atrs/?format=csv")
    assert csv.headers["Content-Type"].startswith("text/csv")
    assert csv.content.decode("utf-8-sig").startswith("Number,Field,Section,Entry,Still to do")
    markdown = client.get(f"{BASE}atrs/?format=md").content.decode()
    assert "### 2.3.2 Human review" in markdown
    events = Event.objects.filter(verb=Verb.EXPORTED)
    assert [event.subject for event in events.order_by("id")] == [
        f"transparency record of test-pack version 1.2 as {kind}" for kind in ("ods", "csv", "md")
    ]


def test_a_format_that_there_is_not_is_refused_with_those_there_are(run: Run) -> None:
    response = signed_in("pa").get(f"{BASE}atrs/?format=exe")
    assert response.status_code == 400
    assert "Choose one of these formats: ods, csv or md." in response.content.decode()


def test_the_pages_follow_the_pack_of_the_newest_run(run: Run) -> None:
    client = signed_in("pa")
    assert "at least 60% of the criteria that count" in text(client, f"{BASE}method/")
    coverage = replace(builders.pack().coverage, minimum_share=0.8)
    builders.screened(coverage=coverage, version="1.3")
    for page in ("in-full", "school", "members", "method", "atrs"):
        assert "at least 80% of the criteria that count" in text(client, f"{BASE}{page}/"), page
    assert "at least 60% of the criteria" in text(client, f"{BASE}method/?run={run.pk}")


def test_a_member_reads_no_school_by_name_on_any_of_the_pages(run: Run) -> None:
    client = signed_in("scrutiny_member")
    for page in JUDGED_PAGES:
        said = client.get(f"{BASE}{page}/").content.decode()
        assert [s["name"] for s in builders.SCHOOLS if str(s["name"]) in said] == []

"""What the pages about screening runs say."""

from datetime import date

import pytest
from django.test import Client

from tests import builders
from tests.web.test_schools import text
from trellis.accounts.actions import accounts
from trellis.interfaces.web.screening import presenters
from trellis.interfaces.web.screening.forms import NewRun
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db


def officer() -> Client:
    client = Client()
    client.force_login(builders.person("data_officer"), backend="trellis.accounts.sign_in.EmailBackend")
    return client


def test_the_releases_of_a_run_have_titles_and_say_how_they_became_known() -> None:
    run = builders.screened(
        data=builders.HeldData(
            releases_held=(
                builders.release("a1", known_from=date(2026, 3, 20)),
                builders.release(
                    "b1", known_from=date(2026, 9, 30), dataset="local_governance", authority="801"
                ),
            )
        )
    )
    said = text(officer(), f"/runs/{run.pk}/")
    assert "Pupil absence in schools, 2026 Public since 20 March 2026" in said
    assert "Returned on 30 September 2026" in said
    assert "local_governance" not in said
    assert "Shown to Everybody" in said


def test_what_another_authority_returned_is_not_shown_where_an_early_run_froze_it() -> None:
    run = builders.screened()
    frozen = [
        {"file_name": "public.csv", "dataset": "absence", "authority": None},
        {"file_name": "ours.csv", "dataset": "local_events", "authority": "801"},
        {"file_name": "theirs.csv", "dataset": "local_events", "authority": "802"},
        {"file_name": "older-public.csv", "dataset": "absence", "part": "2025"},
        {"file_name": "older-ours.csv", "dataset": "local_events", "part": "801-2025"},
        {"file_name": "older-theirs.csv", "dataset": "local_events", "part": "802-2025"},
        {"file_name": "nobody-knows-whose.csv", "dataset": "local_events"},
    ]
    run.releases = frozen
    shown = presenters.run_page(run, counts=()).releases
    assert [release.file_name for release in shown] == [
        "public.csv",
        "ours.csv",
        "older-public.csv",
        "older-ours.csv",
    ]


def test_a_run_that_looks_back_says_that_it_is_reached_by_its_link() -> None:
    builders.screened()
    back = builders.screened(as_of=date(2026, 8, 31))
    client = officer()
    assert "by its link only" in text(client, "/runs/")
    assert "Those who follow its link" in text(client, f"/runs/{back.pk}/")
    assert f"/schools/?run={back.pk}" in client.get(f"/runs/{back.pk}/").content.decode()


def test_the_result_of_a_run_is_a_table_of_suggestions_by_relationship() -> None:
    run = builders.screened()
    said = text(officer(), f"/runs/{run.pk}/")
    assert "Suggestion Maintained by the authority Academy All" in said
    assert "Level 2: Vulnerable 1 1 2" in said


def test_a_pack_cannot_be_put_in_force_by_a_run_that_looks_back() -> None:
    given = {"pack": "p", "as_of": "31/8/2026", "put_in_force": "on"}
    form = NewRun(given, packs=[("p", "P")], today=date(2026, 11, 20))
    assert "looks back" in form.errors["put_in_force"][0]
    assert NewRun({**given, "as_of": "20/11/2026"}, packs=[("p", "P")], today=date(2026, 11, 20)).is_valid()


@pytest.mark.parametrize(
    ("as_of", "said"), [("21/11/2026", "today or in the past"), ("31/12/2004", "must be in 2005 or later")]
)
def test_a_cut_off_that_nothing_can_be_known_of_is_refused(as_of: str, said: str) -> None:
    form = NewRun({"pack": "p", "as_of": as_of}, packs=[("p", "P")], today=date(2026, 11, 20))
    assert said in form.errors["as_of"][0]


def asked_to_screen(client: Client, monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    """Send the form and return the authorities that were screened."""
    screened: list[str] = []
    run = builders.screened()

    def note(*, authority: str, **_: object) -> Run:
        screened.append(authority)
        return run

    monkeypatch.setattr("trellis.screening.actions.runs.run", note)
    client.post("/runs/new/", {"pack": "reportcard-2025", "as_of": "1/9/2026", **given})
    return screened


def test_a_data_officer_of_two_authorities_chooses_between_them_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.screened(authority="802")
    builders.screened(authority="801")
    user = builders.person("data_officer")
    accounts.give_posts(
        user=user, role="data_officer", authority_code="802", from_date=date(2026, 9, 1), urns=()
    )
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    page = text(client, "/runs/new/")
    assert "Whose schools to screen" in page
    assert "Wessex Vale" in page
    assert asked_to_screen(client, monkeypatch, authority="802") == ["802"]
    assert asked_to_screen(client, monkeypatch, authority="803") == []
    assert asked_to_screen(client, monkeypatch) == []


def test_a_data_officer_of_one_authority_is_not_asked_and_cannot_name_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = officer()
    builders.screened()
    assert "Whose schools to screen" not in text(client, "/runs/new/")
    assert asked_to_screen(client, monkeypatch, authority="802") == ["801"]

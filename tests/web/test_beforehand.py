"""The pages of schools are drawn before anybody asks for them, once for each run and day, and are those that are shown."""

import pytest

from tests import builders
from tests.web.test_kept_bodies import BEECH, Build
from tests.web.test_pages import signed_in
from tests.web.trying import queries_of, text
from trellis.config import warming
from trellis.interfaces.web.govuk import kept
from trellis.interfaces.web.schools import beforehand
from trellis.schools import data
from trellis.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def build(monkeypatch: pytest.MonkeyPatch) -> Build:
    opened = Build()
    monkeypatch.setattr(data, "warehouse", lambda: opened)
    monkeypatch.setattr(beforehand, "PAUSE", 0)
    return opened


def test_the_page_of_every_school_is_drawn_and_whoever_asks_first_is_given_it() -> None:
    builders.screened(authority="802")
    builders.screened()
    open_schools = School.objects.filter(is_open=True).count()
    assert beforehand.draw() == 2 * open_schools
    client = signed_in("pa")
    client.get(f"/schools/{builders.OAK}/")
    assert (
        queries_of(client, BEECH) == 10
    )  # as many as for a page that is kept, and not the 13 of one that is drawn
    assert "Level 1: Secure" in text(client.get(BEECH).content)


def test_pages_are_drawn_again_only_after_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.screened()
    drawn = []
    monkeypatch.setattr(beforehand, "draw", lambda: drawn.append(1))
    basis = warming.ready_schools()
    assert basis is not None
    assert warming.ready_schools(done=basis) == basis
    assert drawn == [1]
    builders.screened()
    assert warming.ready_schools(done=basis) != basis
    assert drawn == [1, 1]


def test_where_nothing_has_been_screened_nothing_is_drawn() -> None:
    assert warming.ready_schools() is None


def test_no_more_pages_are_drawn_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.screened()
    monkeypatch.setattr(kept, "MOST_BODIES", 3)
    assert beforehand.draw() == 3

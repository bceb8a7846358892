"""How far the support is that an objective asks for, on the pages of the plan, in the list of objectives and on paper."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.brokering import acting as brokering
from tests.casework import acting, planning
from tests.documents import drawing_up
from trellis.accounts.models import User
from trellis.brokering.actions import matches
from trellis.brokering.queries.supports import SupportFile
from trellis.documents import block
from trellis.schools import data

pytestmark = pytest.mark.django_db
AT = builders.AT
PLAN = f"/schools/{builders.OAK}/plan/"
WANTED = "A mentor for the attendance lead."
NONE = "Support is still to be found"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def _page(user: User, address: str = PLAN) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[-1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _governor() -> User:
    return builders.person("clerk", urns=(builders.OAK,))


def _needed() -> SupportFile:
    plan = planning.agreed(brokering="wanted", support=WANTED)
    (objective,) = plan.newest.objectives
    return brokering.needed(objective=objective.objective)


def _matched() -> SupportFile:
    chosen = brokering.chosen(brokering.provider())
    return matches.match(_needed(), chosen=chosen, reasons="The nearest.", by=brokering.broker(), at=AT)


def _offered() -> SupportFile:
    file = brokering.checked(brokering.with_terms(_matched()))
    return brokering.take(file, "offer", brokering.broker())


def _signed() -> SupportFile:
    file = brokering.take(_offered(), "accept", brokering.head(brokering.HELPS))
    return brokering.signed(file)


@pytest.mark.parametrize(
    ("play", "said", "unnamed"),
    [
        (_needed, "Nobody has been found yet", "Support is being looked for"),
        (
            _matched,
            "Beech Lane Primary School would fit, and is not asked yet",
            "Support is being looked for",
        ),
        (_offered, "Beech Lane Primary School is being asked", "Support is being looked for"),
        (_signed, "Agreed with Beech Lane Primary School", "Support has been agreed"),
    ],
)
def test_an_objective_says_how_far_its_support_is_and_names_nobody_to_who_does_not_read_support(
    play: Any, said: str, unnamed: str
) -> None:
    play()
    promised = said == "Agreed with Beech Lane Primary School"
    for address in (PLAN, f"{PLAN}versions/1/", f"{PLAN}versions/1/paper/"):
        read = _page(acting.head(), address)
        # Anybody may come to read paper: it names nobody before they have said yes
        told = said if promised or "paper" not in address else unnamed
        assert f"{told}. What is wanted: {WANTED}" in read, address
        assert NONE not in read
        read = _page(_governor(), address)
        assert f"{unnamed}. What is wanted: {WANTED}" in read, address
        assert "Beech Lane" not in read
    assert (said if promised else unnamed) in _page(acting.senior(), "/plans/export/")


def test_support_that_others_agreed_to_give_is_told_as_deployed_and_before_that_nobody_is() -> None:
    file = _offered()
    nobody = "Nobody has agreed to give any yet."
    assert nobody in _page(acting.senior())
    brokering.signed(brokering.take(file, "accept", brokering.head(brokering.HELPS)))
    read = _page(acting.senior())
    assert nobody not in read
    assert "Objective 1 : Agreed with Beech Lane Primary School" in read


def test_support_that_was_called_off_is_still_to_be_found() -> None:
    brokering.take(_needed(), "withdraw", brokering.broker())
    read = _page(acting.head())
    assert f"{NONE}: {WANTED}" in read
    assert "None has been found yet." in read


def test_the_plan_on_paper_names_nobody_who_has_not_agreed() -> None:
    _offered()
    words = _drawn()
    assert f"Support is being looked for. What is wanted: {WANTED}" in words
    assert "Beech Lane" not in words


def test_the_plan_on_paper_names_who_agreed() -> None:
    _signed()
    assert f"Agreed with Beech Lane Primary School. What is wanted: {WANTED}" in _drawn()


def _drawn() -> str:
    made = drawing_up.made("support-plan", by=acting.senior())
    return "\n".join(block.in_words(each) for each in made.blocks)

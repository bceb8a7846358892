"""Who is offered as a mentor, in which order, and who is not and why."""

from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.casework import acting as casework
from tests.leadership import acting
from trellis.casework.actions.taking import CannotTake
from trellis.leadership import matching
from trellis.leadership.matching import DAYS, Candidate
from trellis.leadership.queries import mentors
from trellis.schools.actions import interests

PHASES = ("primary", "secondary")


@dataclass(frozen=True)
class Known:
    """As much of a leader as the rule asks for."""

    pk: int
    name: str = "A"
    urn: int | None = 2
    kinds: tuple[str, ...] = ("lle",)
    phases: tuple[str, ...] = ("primary",)
    days: int = 9
    released: bool = True
    year: int = 2026
    leader: Any = field(init=False)

    def __post_init__(self) -> None:
        made = SimpleNamespace(pk=self.pk, name=self.name, school_id=self.urn, is_outside=self.urn is None)
        object.__setattr__(self, "leader", made)

    def days_in(self, year: int) -> int:
        return self.days if year == self.year else 0

    def released_in(self, year: int) -> bool:
        return self.released and year == self.year


SCHOOL: Any = SimpleNamespace(pk=1, phase_group="primary")


def match(*known: Candidate, kind: str = "later", eligible: bool | None = None) -> matching.Match:
    return matching.match(known, kind=kind, eligible=eligible, school=SCHOOL)


def of(
    number: int,
    *,
    mentees: int = 0,
    taken: Decimal = Decimal(0),
    aside: str = "",
    concern: bool = False,
    **more: Any,
) -> Candidate:
    return Candidate(
        file=Known(number, **more),  # type: ignore[arg-type]
        year=2026,
        taken=Decimal(DAYS * mentees) + taken,
        mentees=mentees,
        aside=aside,
        is_of_concern=concern,
    )


def offered(found: matching.Match) -> list[int]:
    return [each.candidate.file.leader.pk for each in found.offered]


@pytest.mark.parametrize(
    ("kind", "eligible", "wanted"),
    [
        ("acting", None, "lle"),
        ("later", None, "lle"),
        ("first", True, "professional_partner"),
        ("first", False, "lle"),
        ("first", None, ""),
        ("", None, ""),
    ],
)
def test_whom_the_rule_looks_for_goes_by_the_kind_of_headship(
    kind: str, eligible: bool | None, wanted: str
) -> None:
    lle, partner = of(1), of(2, kinds=("professional_partner",))
    found = match(lle, partner, kind=kind, eligible=eligible)
    assert found.designation == wanted
    assert offered(found) == {"lle": [1], "professional_partner": [2], "": []}[wanted]
    assert found.others == (2 if not wanted else 1)
    assert found.rule.endswith(".")


def test_the_phase_counts_before_the_days_and_these_before_the_name() -> None:
    found = match(
        of(1, name="Zoe", days=4),
        of(2, name="Ada", days=9, phases=("secondary",)),
        of(3, name="Ben", days=8),
        of(4, name="Abe", days=4),
        of(5, days=9, mentees=2),
    )
    assert offered(found) == [3, 4, 1, 5, 2]
    assert found.offered[0].why == "Works in this phase. 8 days left. Mentors nobody now."
    assert found.offered[4].why == "Works in another phase. 9 days left. Mentors nobody now."


def test_each_who_is_not_offered_is_told_with_why_and_a_concern_is_never_said() -> None:
    found = match(
        of(1, urn=1),
        of(2, aside="Has an interest in the school."),
        of(3, days=DAYS - 1),
        of(4, mentees=3),
        of(5, released=False),
        of(6, concern=True),
        of(7, urn=None, released=False),
        of(8, days=9, taken=Decimal("6.25")),  # promised to schools
        of(9, year=2027),
    )
    assert offered(found) == [7]  # from outside the authority: nobody here releases them
    assert {each.file.leader.pk: said for each, said in found.left_out} == {
        1: "Works at the same school.",
        2: "Has an interest in the school.",
        3: "Has fewer than 3 days left in the school year 2026 to 2027.",
        4: "Has fewer than 3 days left in the school year 2026 to 2027.",
        8: "Has fewer than 3 days left in the school year 2026 to 2027.",
        9: "Has fewer than 3 days left in the school year 2026 to 2027.",
        5: "Their own school has not agreed to their days yet.",
        6: matching.NOT_NOW,
    }
    assert "concern" not in matching.NOT_NOW
    assert "level" not in matching.NOT_NOW


_leaders = st.lists(
    st.builds(
        lambda phase, days, mentees, urn, aside: (phase, days, mentees, urn, aside),
        st.sampled_from(PHASES),
        st.integers(0, 12),
        st.integers(0, 3),
        st.sampled_from((1, 2)),
        st.booleans(),
    ),
    max_size=7,
)


@given(_leaders)
def test_the_order_is_that_of_asking_one_after_another(told: list[Any]) -> None:
    """The slow and obvious way: of those who can, take out the best one by one."""
    known = [
        of(number, phases=(phase,), days=days, mentees=mentees, urn=urn, aside="x" if aside else "")
        for number, (phase, days, mentees, urn, aside) in enumerate(told)
    ]
    can = [
        (number, phase, days - DAYS * mentees)
        for number, (phase, days, mentees, urn, aside) in enumerate(told)
        if urn != 1 and not aside and days - DAYS * mentees >= DAYS
    ]
    expected = []
    while can:
        pool = [each for each in can if each[1] == "primary"] or can
        most = max(left for _, _, left in pool)
        best = min(each for each in pool if each[2] == most)
        expected.append(best[0])
        can.remove(best)
    found = match(*known)
    assert offered(found) == expected
    assert len(expected) + len(found.left_out) == len(known)


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
def test_the_register_is_matched_as_it_stands_with_interests_partners_levels_and_mentees() -> None:
    at = acting.AT
    file = acting.analysed()
    free = acting.leader("Free", urn=builders.ELM)
    acting.leader("Same school", urn=builders.BEECH)
    user = builders.person("system_leader", name="Interested")
    acting.leader("Interested", urn=builders.OAK, user=user)
    interests.declare(
        school=acting.school(),
        user=user,
        kind="child",
        reason="A child.",
        from_date=at.date(),
        to_date=None,
        by=user,
        at=at,
    )
    acting.leader("Partner", kind="professional_partner")
    found = mentors.offered(acting.again(file))
    assert [each.candidate.file.leader for each in found.offered] == [free]
    assert {each.file.leader.name: said for each, said in found.left_out} == {
        "Same school": "Works at the same school.",
        "Interested": "Has an interest in the school.",
    }
    assert found.others == 1
    file = acting.matched(file, free)
    assert (
        mentors.offered(file).offered[0].candidate.mentees == 0
    )  # these are their days for this headteacher
    other = acting.analysed(name="Olaf Reed", urn=builders.ACADEMY)
    assert mentors.offered(other).one(free.pk).candidate.mentees == 1  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
def test_whoever_is_not_offered_cannot_be_matched_and_the_refusal_says_why() -> None:
    file = acting.analysed()
    same = acting.leader("Same school", urn=builders.BEECH)
    with pytest.raises(CannotTake, match="Works at the same school"):
        acting.matched(file, same)
    partner = acting.leader("Pia", kind="professional_partner")
    with pytest.raises(CannotTake, match="is offered a Local Leader"):
        acting.matched(file, partner)
    lle = acting.leader("Lou")
    file = acting.matched(file, lle)
    with pytest.raises(CannotTake, match="the mentor already"):
        acting.matched(file, lle)
    file = acting.matched(file, acting.leader("Max", urn=builders.ELM))
    assert [each.leader.name for each in file.mentorings] == ["Lou", "Max"]


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
def test_a_leader_whose_own_school_causes_concern_is_not_asked_and_nothing_says_so() -> None:
    casework.in_force(builders.OAK, level=3)
    file = acting.analysed()
    acting.leader("Oakley", urn=builders.OAK)
    found = mentors.offered(file)
    assert [said for _, said in found.left_out] == [matching.NOT_NOW]

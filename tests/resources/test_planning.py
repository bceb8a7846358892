"""The catalogue, capacity, the priorities review, the report to Schools Forum, and bulletins."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.casework import acting as casework
from tests.resources import acting
from trellis.accounts.roles import ROLES
from trellis.casework.actions.taking import CannotTake
from trellis.resources import headings
from trellis.resources.actions import allocations, bulletins, catalogue, planning
from trellis.resources.actions.planning import Given
from trellis.resources.models import PrioritiesReview, YearPlan
from trellis.resources.queries import bulletins as told_of
from trellis.resources.queries import capacity, due, orders, reviews
from trellis.resources.queries import catalogue as kept
from trellis.resources.queries.catalogue import ServiceFile
from trellis.resources.queries.reviews import Ranked, Ranking
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY, YEAR = acting.AT, acting.TODAY, acting.YEAR
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}


def planned(**more: Any) -> YearPlan:
    given = {"central": 40, "de_delegated": 40, "traded": 0, "budget": 500_000, "note": "From the budget."}
    return planning.plan(
        authority="801", year=YEAR, by=more.pop("by", None) or acting.manager(), at=AT, **{**given, **more}
    )


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(
        Ranked(rank=n, measure=name, name=name.title(), why="So.")
        for n, name in enumerate(("gaps", "reading"), 1)
    )
    monkeypatch.setattr(reviews, "ranking", lambda authority, *, today: Ranking(needs=rows, nothing=""))


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"traded_services"}))
def test_the_manager_keeps_the_catalogue_the_plan_and_the_bulletins_and_nobody_else(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    service = acting.service()
    for refused in (
        lambda: catalogue.add(authority="801", words=acting.words(name="Other"), by=user, at=AT),
        lambda: catalogue.change(service, words=acting.words(name="Other"), by=user, at=AT),
        lambda: catalogue.note_value(service, said={"compare": "So."}, by=user, at=AT),
        lambda: planned(by=user),
        lambda: planning.review(authority="801", year=YEAR, given={}, conclusion="So.", by=user, at=AT),
        lambda: bulletins.send(authority="801", title="News", text="So.", by=user, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_a_service_is_said_anew_in_a_version_of_its_own_and_the_old_one_stays() -> None:
    file = acting.service()
    again = catalogue.change(file, words=acting.words(name="Reading, reviewed"), by=acting.manager(), at=AT)
    assert ([each.name for each in again.versions], again.now.number) == (
        ["Reading review", "Reading, reviewed"],
        2,
    )
    with pytest.raises(CannotTake, match="says already"):
        catalogue.change(again, words=acting.words(name="Reading, reviewed"), by=acting.manager(), at=AT)
    with pytest.raises(CannotTake, match="Somebody else has changed it"):
        catalogue.change(file, words=acting.words(name="Third"), by=acting.manager(), at=AT)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "called"),
        ({"name": "x" * 121}, "120 characters"),
        ({"about": ""}, "what the school gets"),
        ({"kind": "gardening"}, "what kind"),
        ({"funding": "grant"}, "who pays"),
        ({"funding": "split", "share": None}, "1 to 99"),
        ({"funding": "split", "share": 100}, "1 to 99"),
        ({"unit": "hour"}, "by what it is sold"),
        ({"phases": ()}, "at least one phase"),
        ({"areas": ("juggling",)}, "from the lists"),
        ({"price_academy": -1}, "from £0"),
        ({"provider": ""}, "who gives"),
    ],
)
def test_a_service_is_refused_with_what_is_wrong(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.service(**wrong)


def test_two_services_that_are_sold_do_not_share_a_name() -> None:
    acting.service()
    with pytest.raises(CannotTake, match="of this name already"):
        acting.service(name="READING review")


def test_a_service_is_not_called_as_another_that_is_sold_by_changing_it() -> None:
    first, second = acting.service(), acting.service(name="Writing review")

    def changed(file: ServiceFile, **more: Any) -> ServiceFile:
        return catalogue.change(file, words=acting.words(**more), by=acting.manager(), at=AT)

    with pytest.raises(CannotTake, match="of this name already"):
        changed(second, name="reading REVIEW")
    first = changed(first, withdrawn_from=TODAY)
    second = changed(second, name="Reading review")
    with pytest.raises(CannotTake, match="of this name already"):
        changed(first)
    assert changed(second, price_maintained=1).now.price_maintained == 1


def test_the_catalogue_is_filtered_by_phase_area_and_who_pays() -> None:
    acting.service()
    acting.service(
        name="A levels", phases=("sixteen_plus", "secondary"), areas=(), kind="fourteen_to_nineteen"
    )
    acting.service(name="Health", funding="central", areas=("writing",))
    acting.service(name="Gone", withdrawn_from=TODAY)
    every = kept.sold("801", today=TODAY)
    assert [each.now.name for each in every] == ["A levels", "Health", "Reading review"]
    assert [each.now.name for each in kept.narrowed(every, phase="secondary")] == ["A levels"]
    assert [each.now.name for each in kept.narrowed(every, area="early-reading")] == ["Reading review"]
    assert [each.now.name for each in kept.narrowed(every, funding="central", kind="teaching")] == ["Health"]
    assert kept.sold("802", today=TODAY) == []


def test_a_best_value_note_is_under_the_authority_s_own_headings_and_services_without_one_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file, manager = acting.service(), acting.manager()
    assert kept.without_a_note(kept.sold("801", today=TODAY)) == [file]
    with pytest.raises(CannotTake, match="one heading"):
        catalogue.note_value(file, said={"compare": " "}, by=manager, at=AT)
    noted = catalogue.note_value(file, said={"compare": "Cheaper than two others."}, by=manager, at=AT)
    assert kept.without_a_note(kept.sold("801", today=TODAY)) == []
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    (tmp_path / headings.OWN).write_text("economy: What it costs\nequity: Whom it reaches\n")
    assert dict(headings.every()) == {"economy": "What it costs", "equity": "Whom it reaches"}
    again = catalogue.note_value(noted, said={"equity": "Small schools."}, by=manager, at=AT)
    assert again.note is not None
    assert again.note.said == {"Whom it reaches": "Small schools."}
    (tmp_path / headings.OWN).write_text("seen: Who has seen it\nequity: Whom it reaches\n")
    assert dict(headings.every()) == {"equity": "Whom it reaches"}
    (tmp_path / headings.OWN).write_text("[:")
    assert headings.every() == headings.USUAL


def test_capacity_below_entitlement_warns_with_the_schools_it_does_not_reach_most_in_need_first() -> None:
    casework.in_force(builders.OAK, level=3)
    casework.in_force(builders.ELM, level=2)
    planned(central=36 + 8, de_delegated=400)
    told = capacity.of("801", year=YEAR, on=TODAY)
    central = next(each for each in told.lines if each.route == "central")
    assert (central.entitled, central.capacity, central.is_short) == (36 + 12 + 3 * 4, 44, True)
    assert [(each.school.pk, each.short) for each in central.wanting] == [
        (builders.ELM, 4),
        (builders.BEECH, 4),
        (builders.ACADEMY, 4),
        (builders.SILENT, 4),
    ]
    assert [each.is_short for each in told.lines] == [False, True, False]
    assert capacity.of("801", year=YEAR - 1, on=TODAY).plan is None
    assert not capacity.of("801", year=YEAR - 1, on=TODAY).is_short


def test_capacity_counts_what_was_given_booked_and_used() -> None:
    acting.given(quarters=8)
    acting.used(quarters=2)
    acting.booked(quarters=3)
    told = capacity.of("801", year=YEAR, on=TODAY)
    central = next(each for each in told.lines if each.route == "central")
    assert (central.given, central.used, central.booked, told.allocated) == (8, 2, 3, 0)
    allocations.allocate_all(authority="801", year=YEAR, by=acting.manager(), at=AT)
    told = capacity.of("801", year=YEAR, on=TODAY)
    assert (told.allocated, told.schools) == (5, 5)


@pytest.mark.usefixtures("needs")
def test_a_review_allots_what_there_is_and_refuses_more_with_the_numbers() -> None:
    manager = acting.manager()

    def review(**given: Given) -> PrioritiesReview:
        return planning.review(
            authority="801", year=YEAR, given=given, conclusion="Gaps first.", by=manager, at=AT
        )

    with pytest.raises(CannotTake, match="Nobody has said what there is"):
        review()
    planned()
    with pytest.raises(CannotTake, match=r"21 days are allotted of 20 days, 1 day too many, and £5,000.01"):
        review(gaps=Given(quarters=80), reading=Given(quarters=4, money=500_001))
    made = review(gaps=Given(quarters=80, money=500_000))
    assert [(each.rank, each.measure, each.quarters, each.money) for each in made.allotments.all()] == [
        (1, "gaps", 80, 500_000),
        (2, "reading", 0, 0),
    ]
    with pytest.raises(CannotTake, match="needs have changed"):
        review(sport=Given(quarters=1))
    with pytest.raises(CannotTake, match="review it first"):
        planned(central=0)
    review(gaps=Given(quarters=40))
    assert planned(central=0).number == 2
    newest = reviews.newest("801", year=YEAR)
    assert newest is not None
    assert newest.number == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("needs")
def test_of_two_who_plan_less_and_allot_more_at_once_one_does() -> None:
    planned()
    manager = acting.manager()

    def review() -> None:
        planning.review(
            authority="801",
            year=YEAR,
            given={"gaps": Given(quarters=80)},
            conclusion="Gaps first.",
            by=manager,
            at=AT,
        )

    told = at_once.told([review, partial(planned, central=0, by=manager)])
    assert told.count("done") == 1


def test_needs_are_ranked_by_what_people_marked_as_of_high_risk_then_by_their_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def standing(name: str) -> Any:
        return SimpleNamespace(measure=SimpleNamespace(id=name, name=name.title()))

    def marked(name: str, risk: str) -> Any:
        return SimpleNamespace(
            need=SimpleNamespace(measure=name, name=name.title()), newest=SimpleNamespace(risk=risk)
        )

    told = SimpleNamespace(
        needs=(
            SimpleNamespace(standing=standing("reading"), marked=None),
            SimpleNamespace(standing=standing("gaps"), marked=marked("gaps", "high")),
        ),
        marked_besides=(marked("sport", "other"),),
        nothing="",
    )
    monkeypatch.setattr(reviews.priorities, "top", lambda *args, **more: told)
    found = reviews.ranking("801", today=TODAY)
    assert [(each.rank, each.measure) for each in found.needs] == [(1, "gaps"), (2, "reading"), (3, "sport")]
    assert "high risk" in found.needs[0].why


def test_a_bulletin_is_read_once_by_each_who_reads_it_and_the_sender_sees_where_not() -> None:
    made = bulletins.send(
        authority="801", title="A new  framework", text="From April.", by=acting.manager(), at=AT
    )
    assert (made.title, made.schools) == ("A new framework", 5)
    with pytest.raises(CannotTake, match="sent already"):
        bulletins.send(
            authority="801", title="A new framework", text="From April.", by=acting.manager(), at=AT
        )
    head = acting.head()
    assert len(bulletins.read(made, by=head, at=AT)) == 1
    assert bulletins.read(made, by=head, at=AT) == []
    with pytest.raises(PermissionDenied):
        bulletins.read(made, by=acting.manager(), at=AT)
    with pytest.raises(PermissionDenied):
        bulletins.read(
            made, by=builders.person("headteacher", authority="802", urns=(builders.OTHER,)), at=AT
        )
    again = told_of.one(made.pk, authorities=("801",))
    assert again is not None
    assert again.read_at == 1  # type: ignore[attr-defined]
    assert builders.BEECH not in [each.pk for each in told_of.not_read_at(made)]
    assert [each.by for each in told_of.receipts(made)] == [head]


def test_what_is_due_is_of_whoever_takes_it() -> None:
    from trellis.accounts import access

    acting.ordered()
    acting.at_state("delivered", of=acting.service(name="Other"))
    acting.given()
    acting.booked()
    later = TODAY + timedelta(days=5)

    def told(user: Any) -> list[str]:
        return [each.what for each in due.of(user, access.of(user, on=later), later)]

    assert told(acting.manager()) == [
        "Confirm an order, or decline it: Reading review",
        "Say whether a booked adviser day was kept",
        "Charge an order: Other",
    ]
    assert told(acting.head()) == ["Evaluate a service: Other"]
    assert told(acting.adviser()) == ["Say whether a booked adviser day was kept"]
    assert told(builders.person("traded_services", authority="802")) == []
    adviser = acting.adviser()
    held = access.of(adviser, on=later)
    assert [mine for _, mine in due.told(adviser, held, later)] == [True, False, False, False]


def test_what_is_due_of_somebody_with_two_posts_is_of_both() -> None:
    from trellis.accounts import access
    from trellis.accounts.models import Post

    acting.given(builders.OAK)
    both = acting.adviser(builders.OAK)
    acting.booked(builders.OAK, who=both)
    Post.objects.create(
        user=both, role="headteacher", authority_code="801", urn=builders.BEECH, from_date=TODAY
    )
    acting.at_state("delivered")
    later = TODAY + timedelta(days=5)
    assert [each.what for each in due.of(both, access.of(both, on=later), later)] == [
        "Say whether a booked adviser day was kept",
        "Evaluate a service: Reading review",
    ]


def test_an_order_does_not_go_with_a_school_that_moves_to_another_authority() -> None:
    from trellis.accounts import access

    acting.ordered()
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    other = builders.person("traded_services", authority="802")
    assert due.of(other, access.of(other, on=TODAY), TODAY) == ()
    assert orders.of_school(acting.school(), today=TODAY) == []

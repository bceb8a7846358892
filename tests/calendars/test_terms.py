"""Setting terms and closed days: who may, what is refused and how it is said, what is kept, and what a calendar makes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.calendars import years
from tests.calendars.years import term
from trellis.accounts.models import User
from trellis.activity import sealing
from trellis.activity.models import Event, Verb
from trellis.calendars import queries
from trellis.calendars.actions import terms
from trellis.calendars.actions.terms import CannotSet, Closing
from trellis.calendars.calendar import NoTermSetUp
from trellis.calendars.models import ClosedDay, ClosedKind, InsetRule, TermDates, YearOfTerms
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
AT = builders.AT
ON = AT.date()
INSET = Closing(day=date(2026, 11, 2), kind=ClosedKind.INSET, what="Reading")


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened(authority="802")
    builders.screened()


@pytest.fixture
def officer() -> User:
    return builders.person("data_officer")


def beech() -> School:
    return School.objects.get(pk=builders.BEECH)


def oak() -> School:
    return School.objects.get(pk=builders.OAK)


def set_up(
    officer: User, given=years.AUTHORITY, *, school: School | None = None, following=0, at=AT
) -> YearOfTerms:
    return terms.set_year(
        authority_code="801",
        school=school,
        year=given[0].year,
        terms=given,
        following=following,
        by=officer,
        at=at,
    )


def test_what_an_authority_enters_is_what_its_schools_count_with(officer: User) -> None:
    set_up(officer)
    set_up(officer, years.AFTER)
    for known in (queries.of_authority("801", on=ON), queries.of_school(beech(), on=ON)):
        assert known.school_days_after(date(2026, 10, 19), 10) == date(2026, 11, 9)
        assert known.school_days_after(date(2027, 3, 19), 10) == date(2027, 4, 19)
        assert not known.term_of(ON).is_estimated
    other = queries.of_authority("802", on=ON)
    assert other.term_of(ON).is_estimated


def test_a_federation_counts_with_its_own_days_and_the_others_with_the_authoritys(officer: User) -> None:
    set_up(officer)
    terms.close(
        authority_code="801", days=[Closing(day=date(2026, 11, 9), kind=ClosedKind.OTHER)], by=officer, at=AT
    )
    for school in (beech(), oak()):
        set_up(officer, years.FEDERATION, school=school)
        terms.close(authority_code="801", school=school, days=[INSET], by=officer, at=AT)
    known = queries.of_schools(School.objects.filter(authority_id="801"), authority="801", on=ON)
    assert known[builders.BEECH] == known[builders.OAK] == queries.of_school(beech(), on=ON)
    assert known[builders.BEECH].school_days_after(date(2026, 10, 15), 10) == date(2026, 11, 13)
    assert known[builders.ELM] == queries.of_authority("801", on=ON)
    # 16, 19 to 23 October; half-term; 2 to 5 November
    assert known[builders.ELM].school_days_after(date(2026, 10, 15), 10) == date(2026, 11, 5)
    # The authority's closed day holds where the authority's terms do
    assert not known[builders.ELM].is_school_day(date(2026, 11, 9))
    assert known[builders.BEECH].is_school_day(date(2026, 11, 9))


def test_a_calendar_takes_as_many_queries_however_much_was_entered(officer: User) -> None:
    def cost() -> int:
        queries_made = []
        for ask in (
            lambda: queries.of_authority("801", on=ON),
            lambda: queries.of_school(school, on=ON),
            lambda: queries.of_schools(schools, authority="801", on=ON),
        ):
            with CaptureQueriesContext(connection) as made:
                ask()
            queries_made.append(len(made))
        assert len(set(queries_made)) == 1
        return queries_made[0]

    school, schools = beech(), list(School.objects.filter(authority_id="801"))
    set_up(officer)
    few = cost()
    row = set_up(officer, years.AFTER)
    for n in range(4):
        row = set_up(officer, years.AFTER, following=row.pk, at=AT + timedelta(hours=n + 1))
        terms.close(authority_code="801", days=[INSET], by=officer, at=AT + timedelta(hours=n))
    for school_of_it in schools:
        set_up(officer, years.FEDERATION, school=school_of_it)
    assert cost() == few <= 4


def test_where_nothing_is_entered_the_usual_dates_stand_in_and_a_strict_calendar_has_none(
    officer: User,
) -> None:
    usual = queries.of_authority("801", on=ON)
    assert usual.term_of(ON).is_estimated
    assert usual.terms[0].year == 2021
    assert usual.terms[-1].year == 2028
    with pytest.raises(NoTermSetUp):
        queries.of_authority("801", on=ON, estimate=False).term_of(ON)
    set_up(officer)
    strict = queries.of_school(beech(), on=ON, estimate=False)
    assert [each.name for each in strict.terms] == ["Autumn 2026", "Spring 2027", "Summer 2027"]
    with pytest.raises(NoTermSetUp):
        strict.school_days_after(date(2027, 7, 19), 5)
    with pytest.raises(NoTermSetUp):
        strict.term_of(date(2026, 7, 1))


def test_a_correction_is_a_new_entry_and_the_day_before_it_counts_as_it_did(officer: User) -> None:
    first = set_up(officer)
    later = AT + timedelta(days=7)
    corrected = (
        term(1, date(2026, 9, 1), (date(2026, 10, 19), date(2026, 10, 30)), date(2026, 12, 18)),
        *years.AUTHORITY[1:],
    )
    set_up(officer, corrected, following=first.pk, at=later)
    now = queries.of_authority("801", on=ON)
    then = queries.of_authority("801", on=ON, known_on=ON)
    assert now.school_days_after(date(2026, 10, 15), 10) == date(2026, 11, 12)
    assert then.school_days_after(date(2026, 10, 15), 10) == date(2026, 11, 5)
    assert queries.of_authority("801", on=ON, known_on=ON - timedelta(days=1)).term_of(ON).is_estimated
    assert len(queries.history("801", school=None, year=2026)) == 2


def test_the_day_something_was_known_is_the_authoritys_own_day_and_not_that_of_greenwich(
    officer: User,
) -> None:
    summer = datetime(
        2026, 6, 30, 23, 30, tzinfo=UTC
    )  # half past midnight on 1 July, by the clocks in England
    row = YearOfTerms.objects.create(
        authority_id="801", school=None, year=2026, term_count=0, by=officer, at=summer
    )
    held = queries.entered_for("801", on=ON, known_on=date(2026, 7, 1))
    assert [each.pk for each in held.years] == [row.pk]
    assert queries.entered_for("801", on=ON, known_on=date(2026, 6, 30)).years == ()


def test_dates_taken_back_leave_the_authoritys_for_a_school_and_the_usual_for_an_authority(
    officer: User,
) -> None:
    whole = set_up(officer)
    own = set_up(officer, years.FEDERATION, school=beech())
    terms.take_back_year(authority_code="801", school=beech(), year=2026, following=own.pk, by=officer, at=AT)
    assert queries.of_school(beech(), on=ON) == queries.of_authority("801", on=ON)
    terms.take_back_year(authority_code="801", year=2026, following=whole.pk, by=officer, at=AT)
    assert queries.of_authority("801", on=ON).term_of(ON).is_estimated
    newest = queries.history("801", school=None, year=2026)[0]
    with pytest.raises(CannotSet, match="no dates of that year to take back"):
        terms.take_back_year(authority_code="801", year=2026, following=newest.pk, by=officer, at=AT)


def test_an_inset_day_counts_as_a_school_day_only_where_the_authority_says_so(officer: User) -> None:
    set_up(officer)
    closing = [INSET, Closing(day=date(2026, 11, 3), kind=ClosedKind.OTHER, what="Polling")]
    terms.close(authority_code="801", days=closing, by=officer, at=AT)
    assert not queries.of_school(beech(), on=ON).is_school_day(INSET.day)
    terms.count_inset(authority_code="801", counts=True, by=officer, at=AT + timedelta(hours=1))
    known = queries.of_school(beech(), on=ON)
    assert known.is_school_day(INSET.day)
    assert not known.is_school_day(date(2026, 11, 3))
    terms.count_inset(authority_code="801", counts=False, by=officer, at=AT + timedelta(hours=2))
    assert not queries.of_school(beech(), on=ON).is_school_day(INSET.day)


def test_a_closed_day_can_be_taken_back_and_a_school_can_be_open_on_one(officer: User) -> None:
    set_up(officer)
    terms.close(authority_code="801", days=[INSET], by=officer, at=AT)
    terms.open_again(authority_code="801", school=beech(), day=INSET.day, by=officer, at=AT)
    assert queries.of_school(beech(), on=ON).is_school_day(INSET.day)
    assert not queries.of_school(oak(), on=ON).is_school_day(INSET.day)
    terms.open_again(authority_code="801", day=INSET.day, by=officer, at=AT + timedelta(hours=1))
    assert queries.of_school(oak(), on=ON).is_school_day(INSET.day)
    with pytest.raises(CannotSet, match="2 November 2026 is not closed"):
        terms.open_again(authority_code="801", day=INSET.day, by=officer, at=AT)
    assert ClosedDay.objects.count() == 3


def test_everything_wrong_with_a_year_is_said_at_once_each_with_its_field(officer: User) -> None:
    wrong = (
        term(1, date(2026, 9, 5), (date(2026, 8, 26), date(2026, 10, 30)), date(2026, 12, 18)),
        term(2, date(2026, 12, 17), (date(2027, 2, 15), date(2027, 3, 19)), date(2027, 3, 25)),
        term(3, date(2027, 7, 12), (date(2027, 5, 31), date(2027, 6, 4)), date(2027, 7, 21)),
    )
    with pytest.raises(CannotSet) as refused:
        set_up(officer, wrong)
    assert [(each.term, each.part, each.sentence) for each in refused.value.problems] == [
        (1, "starts", "Autumn: the first day is a Saturday"),
        (
            1,
            "half_term_starts",
            "Autumn: the first day of half-term must lie within the term, 5 September 2026 to 18 December 2026",
        ),
        (
            1,
            "half_term_ends",
            "Autumn: the last day of half-term makes half-term longer than two weeks: check both dates",
        ),
        (
            2,
            "half_term_ends",
            "Spring: the last day of half-term makes half-term longer than two weeks: check both dates",
        ),
        (3, "ends", "Summer: the last day makes the term shorter than 8 weeks: check both dates"),
        (
            3,
            "half_term_starts",
            "Summer: the first day of half-term must lie within the term, 12 July 2027 to 21 July 2027",
        ),
        (
            3,
            "half_term_ends",
            "Summer: the last day of half-term must lie within the term, 12 July 2027 to 21 July 2027",
        ),
        (2, "starts", "Spring: the first day must come after the last day of autumn, 18 December 2026"),
    ]
    assert YearOfTerms.objects.count() == 0


@pytest.mark.parametrize(
    ("place", "changed", "said"),
    [
        (0, {"starts": date(2026, 7, 30)}, "must lie in the academic year 2026 to 2027"),
        (0, {"ends": date(2026, 8, 20)}, "must come after its first day"),
        (1, {"starts": date(2027, 1, 1)}, "is a bank holiday"),
        (2, {"ends": date(2027, 9, 10)}, "longer than 17 weeks"),
        (1, {"half_term_ends": date(2027, 2, 12)}, "must not come before its first day"),
        (0, {"half_term_ends": None}, "is missing"),
        (0, {"starts": date(1, 1, 1)}, "no day of a school year"),
    ],
)
def test_a_slip_in_one_date_is_refused_in_words(officer: User, place: int, changed: dict, said: str) -> None:
    from dataclasses import replace

    given = tuple(replace(each, **changed) if n == place else each for n, each in enumerate(years.AUTHORITY))
    with pytest.raises(CannotSet, match=said):
        set_up(officer, given)
    assert TermDates.objects.count() == 0


def test_terms_of_one_year_do_not_run_into_those_of_the_next(officer: User) -> None:
    early = (
        term(1, date(2027, 8, 25), (date(2027, 10, 25), date(2027, 10, 29)), date(2027, 12, 17), year=2027),
    )
    set_up(officer, (*early, *years.AFTER[1:]))
    late = (term(3, date(2027, 5, 10), (date(2027, 5, 31), date(2027, 6, 4)), date(2027, 8, 26)),)
    with pytest.raises(
        CannotSet, match="must come before the first day of the autumn term after, 25 August 2027"
    ):
        set_up(officer, (*years.AUTHORITY[:2], *late))


def test_two_terms_or_a_year_too_far_off_are_refused(officer: User) -> None:
    with pytest.raises(CannotSet, match="an autumn, a spring and a summer term"):
        set_up(officer, years.AUTHORITY[:2])
    with pytest.raises(CannotSet, match="Terms are kept from 2021 to 2029"):
        terms.set_year(authority_code="801", year=2040, terms=years.AUTHORITY, following=0, by=officer, at=AT)


def test_of_two_who_set_a_year_the_second_is_told_and_nothing_is_lost(officer: User) -> None:
    first = set_up(officer)
    with pytest.raises(CannotSet, match="Somebody has set the dates of this year since you opened the page"):
        set_up(officer)  # sent twice
    set_up(officer, years.FEDERATION, following=first.pk)
    assert YearOfTerms.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "at least one day"),
        ([Closing(day=date(2026, 11, 7), kind=ClosedKind.INSET)], "7 November 2026 is a Saturday"),
        ([Closing(day=date(2026, 12, 25), kind=ClosedKind.OTHER)], "is a bank holiday"),
        ([INSET, INSET], "given twice"),
        ([Closing(day=date(2045, 3, 1), kind=ClosedKind.INSET)], "outside the years that are kept"),
        ([Closing(day=date(2026, 11, 3), kind=ClosedKind.INSET, what="x" * 121)], "120 characters"),
        (
            [Closing(day=date(2026, 11, 3) + timedelta(days=n), kind=ClosedKind.INSET) for n in range(61)],
            "60 days",
        ),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_in_words(
    officer: User, days: list[Closing], said: str
) -> None:
    with pytest.raises(CannotSet, match=said):
        terms.close(authority_code="801", days=days, by=officer, at=AT)
    assert ClosedDay.objects.count() == 0


@pytest.mark.parametrize("role", ["pa", "sitl", "headteacher", "director", "auditor", "administrator"])
def test_only_the_data_officer_of_the_authority_sets_dates(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,) if role == "headteacher" else ())
    stranger = builders.person("data_officer", authority="802")
    for by in (user, stranger):
        with pytest.raises(PermissionDenied):
            set_up(by)
        with pytest.raises(PermissionDenied):
            terms.close(authority_code="801", days=[INSET], by=by, at=AT)
        with pytest.raises(PermissionDenied):
            terms.open_again(authority_code="801", day=INSET.day, by=by, at=AT)
        with pytest.raises(PermissionDenied):
            terms.count_inset(authority_code="801", counts=True, by=by, at=AT)
        with pytest.raises(PermissionDenied):
            terms.take_back_year(authority_code="801", year=2026, following=0, by=by, at=AT)
        with pytest.raises(PermissionDenied):
            terms.bring_in(authority_code="801", years={}, days={None: [INSET]}, by=by, at=AT)


def test_a_school_of_another_authority_is_refused(officer: User) -> None:
    far = School.objects.get(pk=builders.OTHER)
    with pytest.raises(CannotSet, match="belongs to another authority"):
        set_up(officer, school=far)


def test_an_authority_that_is_not_known_yet_is_told_what_to_do_first() -> None:
    early = builders.person("data_officer", authority="803")
    with pytest.raises(CannotSet, match="known here from its first screening on"):
        terms.count_inset(authority_code="803", counts=True, by=early, at=AT)


def test_a_file_is_kept_whole_or_not_at_all(officer: User) -> None:
    kept = terms.bring_in(
        authority_code="801",
        years={(None, 2026): years.AUTHORITY, (beech(), 2026): years.FEDERATION},
        days={None: [INSET]},
        by=officer,
        at=AT,
    )
    assert kept == 3
    before = (YearOfTerms.objects.count(), ClosedDay.objects.count(), Event.objects.count())
    saturday = Closing(day=date(2026, 11, 7), kind=ClosedKind.INSET)
    with pytest.raises(
        CannotSet, match="Closed days, Beech Lane Primary School: 7 November 2026 is a Saturday"
    ):
        terms.bring_in(
            authority_code="801",
            years={(None, 2027): years.AFTER},
            days={beech(): [saturday]},
            by=officer,
            at=AT,
        )
    assert (YearOfTerms.objects.count(), ClosedDay.objects.count(), Event.objects.count()) == before


def test_every_change_leaves_an_event_that_says_what_was_set(officer: User) -> None:
    row = set_up(officer)
    terms.close(authority_code="801", school=beech(), days=[INSET], by=officer, at=AT)
    terms.count_inset(authority_code="801", counts=True, by=officer, at=AT)
    terms.take_back_year(authority_code="801", year=2026, following=row.pk, by=officer, at=AT)
    told = (
        Event.objects.filter(verb=Verb.TERMS_SET)
        .order_by("id")
        .values_list("authority_code", "urn", "subject")
    )
    assert list(told) == [
        ("801", None, "2026 to 2027"),
        ("801", builders.BEECH, "closed 2 November 2026"),
        ("801", None, "INSET counts"),
        ("801", None, "2026 to 2027: taken back"),
    ]


def test_what_was_entered_is_kept_as_it_was_written_and_is_sealed(officer: User) -> None:
    set_up(officer)
    terms.close(authority_code="801", days=[INSET], by=officer, at=AT)
    terms.count_inset(authority_code="801", counts=True, by=officer, at=AT)
    sealing.seal(at=AT)
    report = sealing.check()
    assert (report.findings, report.unsealed) == ((), 0)
    for model in (YearOfTerms, TermDates, ClosedDay, InsetRule):
        assert model in sealing.kept_models()
        refused = pytest.raises(IntegrityError, match="kept as they were written")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_the_database_itself_refuses_a_half_term_outside_its_term(officer: User) -> None:
    row = YearOfTerms.objects.create(authority_id="801", year=2026, term_count=3, by=officer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermDates.objects.create(
            of=row,
            number=1,
            starts=date(2026, 9, 1),
            half_term_starts=date(2026, 8, 1),
            half_term_ends=date(2026, 8, 5),
            ends=date(2026, 12, 18),
        )

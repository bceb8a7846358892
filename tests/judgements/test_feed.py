"""What people recorded is judged with the data, as it was known on the day, and frozen with who recorded it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.judgements import acting
from trellis.analysis.store.facts import Facts, Judgements
from trellis.analysis.store.recorded import Answer, Event, Recorded, merged
from trellis.judgements import feed
from trellis.judgements.actions import circumstances as circumstance_actions
from trellis.screening.models import Evidence, Met, Result, Run

A_DAY = timedelta(days=1)
DAY = date(2026, 11, 20)


def result(run: Run, urn: int = builders.BEECH) -> Result:
    return Result.objects.get(run=run, school_id=urn)


def evidence(run: Run, criterion: str, urn: int = builders.BEECH) -> Evidence:
    return Evidence.objects.get(result__run=run, result__school_id=urn, criterion=criterion)


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
class TestARun:
    def test_a_judgement_moves_the_suggestion_and_is_frozen_with_who_recorded_it(self) -> None:
        assert result(acting.screened()).level == 1
        made = acting.judged()
        run = acting.screened(at=acting.AT + timedelta(hours=1))
        assert result(run).level == 2
        found = evidence(run, "L2-10")
        assert found.met == Met.MET
        (fact,) = found.finding["because"]
        assert fact["value"] == "yes"
        assert fact["recorded"] == (
            "Recorded in Trellis by Sia (School Improvement Adviser) on 20 November 2026"
        )
        assert fact["record"] == f"judgement/{made.pk}"
        assert (fact["release"], fact["row"]) == (None, None)

    def test_a_school_that_calls_itself_vulnerable_enters_though_its_data_look_fine(self) -> None:
        row = acting.written(said=acting.vulnerable())
        run = acting.screened()
        assert (result(run).level, result(run).ground) == (2, "self_identified")
        acting.written(seen=1, at=acting.AT + timedelta(hours=1))
        later = acting.screened(at=acting.AT + timedelta(hours=2))
        assert result(later).level == 1
        assert row.is_vulnerable

    def test_a_draft_declares_nothing(self) -> None:
        acting.written(said=acting.vulnerable(), submit=False)
        assert result(acting.screened()).level == 1

    def test_a_circumstance_is_read_while_it_is_so(self) -> None:
        row = acting.vacancy(by=acting.head())
        run = acting.screened()
        found = evidence(run, "L2-14")
        assert found.met == Met.MET
        (fact,) = found.finding["because"]
        assert fact["recorded"].startswith("Recorded in Trellis by Headteacher (Headteacher)")
        assert fact["record"] == f"circumstance/{row.pk}"
        circumstance_actions.end(
            row, last_day=acting.TODAY - A_DAY, why="Filled.", by=acting.head(), at=acting.AT
        )
        later = acting.screened(at=acting.AT + timedelta(hours=1))
        assert evidence(later, "L2-14").met == Met.UNKNOWN

    def test_a_run_of_an_earlier_day_sees_only_what_had_been_recorded_by_then(self) -> None:
        acting.judged(judged_on=acting.TODAY - timedelta(days=30))
        acting.written(said=acting.vulnerable())
        acting.vacancy()
        early = acting.screened(as_of=acting.TODAY - A_DAY)
        assert result(early).level == 1
        assert [evidence(early, c).met for c in ("L2-10", "L2-14")] == [Met.UNKNOWN, Met.UNKNOWN]
        today = acting.screened()
        assert [evidence(today, c).met for c in ("L2-10", "L2-14")] == [Met.MET, Met.MET]

    def test_an_expired_judgement_is_not_known(self) -> None:
        acting.judged(expires_on=acting.TODAY)
        assert evidence(acting.screened(), "L2-10").met == Met.MET
        later = acting.screened(at=acting.AT + A_DAY)
        assert evidence(later, "L2-10").met == Met.UNKNOWN

    def test_a_mismatch_answers_nothing(self) -> None:
        acting.written()
        assert evidence(acting.screened(), "L1-3").met == Met.UNKNOWN

    def test_nothing_of_one_authority_enters_the_other(self) -> None:
        acting.judged()
        assert feed.known("802", on=acting.TODAY) == Recorded()
        assert len(feed.known("801", on=acting.TODAY).answers) == 1
        assert feed.known("801", on=acting.TODAY, urns=[builders.OAK]) == Recorded()

    def test_holding_a_value_out_keeps_what_people_recorded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tests.web.trying import Held
        from trellis.casework import held_out
        from trellis.schools import data

        monkeypatch.setattr(data, "warehouse", OneSchool)
        acting.judged()
        told = held_out.suggested(
            acting.school(), pack="test-pack", indicator="absence_overall", on=acting.TODAY
        )
        assert (told.with_value, told.without_value) == (2, 2)
        assert issubclass(OneSchool, Held)

    def test_what_if_reads_what_people_recorded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.utils import timezone

        from trellis.drafts import sandbox
        from trellis.schools import data

        monkeypatch.setattr(timezone, "localdate", lambda *_: acting.TODAY)
        monkeypatch.setattr(data, "warehouse", OneSchool)
        monkeypatch.setattr(sandbox, "_warm", type(sandbox._warm)())
        before = sandbox.warm(acting.pack(), authority="801")
        acting.judged()
        after = sandbox.warm(acting.pack(), authority="801")
        assert before is not None
        assert after is not None
        assert (before.before.level[0], after.before.level[0]) == (1, 2)


def _warehouse() -> Any:
    from tests.web.trying import Held

    class One(Held):
        """The warehouse, asked of Beech Lane alone."""

        def facts(self, **more: Any) -> Facts:
            return super().facts(indicators=(), authority="801").one(builders.BEECH)

    return One


OneSchool = _warehouse()


def returned(answer: str, made_on: date | None) -> Facts:
    facts = Facts.of([{"urn": 1}, {"urn": 2}], as_of=DAY)
    held = Judgements(
        answer=np.array([answer, ""]),
        made_on=np.array([made_on, None], dtype="datetime64[D]"),
        source=np.array([-1, -1], dtype=np.int32),
    )
    return Facts(**{**vars(facts), "judgements": {"q": held}})


def said(answer: str, made_on: date, *, expires_on: date | None = None) -> Answer:
    return Answer(
        urn=1,
        judgement="q",
        answer=answer,
        made_on=made_on,
        expires_on=expires_on,
        recorded_on=made_on,
        said="Recorded",
        record="judgement/1",
    )


def test_the_one_judged_later_holds_whether_returned_or_recorded() -> None:
    facts = returned("yes", DAY - 2 * A_DAY)
    newer = merged(facts, Recorded(answers=(said("no", DAY - A_DAY),)), as_of=DAY)
    older = merged(facts, Recorded(answers=(said("no", DAY - 3 * A_DAY),)), as_of=DAY)
    assert newer.judgement("q").tolist() == ["no", ""]
    assert older.judgement("q").tolist() == ["yes", ""]
    source = newer.judgement_provenance("q", 0)
    assert source is not None
    assert source.recorded == "Recorded"
    assert facts.judgement("q").tolist() == ["yes", ""]  # what was read stays as it was


def test_one_that_has_expired_does_not_bring_back_what_it_took_the_place_of() -> None:
    facts = returned("yes", DAY - 9 * A_DAY)
    spent = said("no", DAY - 5 * A_DAY, expires_on=DAY - A_DAY)
    assert merged(facts, Recorded(answers=(spent,)), as_of=DAY).judgement("q").tolist() == ["", ""]


def test_what_was_recorded_after_the_build_is_judged_on_the_day_of_the_run() -> None:
    after = DAY + 3 * A_DAY
    found = merged(returned("yes", DAY), Recorded(answers=(said("no", after),)), as_of=after)
    assert (found.judgement("q")[0], found.as_of) == ("no", after)


def test_a_circumstance_that_began_later_holds() -> None:
    def begun(day: date) -> Event:
        return Event(
            urn=2,
            event="head_post_vacant",
            started=day,
            recorded_on=day,
            said="Recorded",
            record="circumstance/1",
        )

    facts = Facts.of([{"urn": 1}, {"urn": 2, "events": {"head_post_vacant": DAY - 5 * A_DAY}}], as_of=DAY)
    for day, held in ((DAY - 2 * A_DAY, DAY - 2 * A_DAY), (DAY - 9 * A_DAY, DAY - 5 * A_DAY)):
        found = merged(facts, Recorded(events=(begun(day),)), as_of=DAY)
        assert found.event("head_post_vacant")[1] == np.datetime64(held)
        assert np.isnat(found.event("head_post_vacant")[0])


DAYS = st.integers(-40, 3).map(lambda n: DAY + n * A_DAY)
ANSWERS = st.lists(st.tuples(st.sampled_from(["yes", "no", "weak"]), DAYS, st.none() | DAYS), max_size=5)


@given(st.none() | DAYS.filter(lambda day: day <= DAY), ANSWERS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first draw waits for imports
def test_merging_is_as_reading_every_answer_in_turn(
    made_on: date | None, recorded: list[tuple[str, date, date | None]]
) -> None:
    facts = returned("sound" if made_on else "", made_on)
    answers = tuple(said(a, day, expires_on=until) for a, day, until in recorded)
    found = merged(facts, Recorded(answers=answers), as_of=DAY)
    holds, since = ("sound", made_on) if made_on else ("", None)
    newest: tuple[date, str, date | None] | None = None
    for answer, day, until in recorded:
        if day <= DAY and (newest is None or day >= newest[0]):
            newest = (day, answer, until)
    if newest is not None and (since is None or newest[0] >= since):
        spent = newest[2] is not None and newest[2] < DAY
        holds, since = ("", None) if spent else (newest[1], newest[0])
    assert found.judgement("q").tolist() == [holds, ""]
    told = found.judgement_date("q")[0]
    assert (None if np.isnat(told) else told.item()) == since

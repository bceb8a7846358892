"""A notice in force is read by a screening as an event, as it was known on the day; and what the law file must hold."""

from datetime import date
from pathlib import Path

import pytest

from tests import builders
from tests.interventions import acting
from trellis.accounts import access
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework as packs
from trellis.interventions import feed, law
from trellis.interventions.actions import following, notices
from trellis.interventions.law import CannotRead
from trellis.interventions.queries import due
from trellis.judgements import feed as recorded
from trellis.schools.models import Interest
from trellis.screening.models import Evidence, Met, Result, Run

NOTICE = packs.Criterion(
    id="L3-4",
    level=3,
    route="E",
    theme="intervention",
    name="Warning notice",
    sentence="A warning notice is in force.",
    key=True,
    when=language.Event(test="event", event="warning_notice", silence="register"),
)
pack = builders.pack()


def _screened(**more: object) -> Run:
    return builders.screened(criteria=(*pack.criteria, NOTICE), **more)


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
class TestTheFeed:
    def test_a_notice_that_is_given_leads_to_level_3_with_who_recorded_it(self) -> None:
        acting.checked(builders.BEECH)
        assert Result.objects.get(run=_screened(), school_id=builders.BEECH).level == 1
        file = acting.given()
        run = _screened(at=acting.AT + acting.A_DAY)
        assert Result.objects.get(run=run, school_id=builders.OAK).level == 3
        found = Evidence.objects.get(result__run=run, result__school_id=builders.OAK, criterion="L3-4")
        assert found.met == Met.MET
        (fact,) = found.finding["because"]
        assert fact["record"] == f"notice/{file.notice.pk}"
        assert fact["recorded"] == "Warning notice, recorded in Trellis by Pa on 20 November 2026"

    def test_one_that_is_complied_with_is_in_force_no_more_and_an_earlier_day_still_sees_it(self) -> None:
        file, at = acting.later(acting.running(), days=20)
        notices.comply(file, reasons="A leader came.", by=acting.principal(), at=at)
        assert list(feed.events("801", on=at.date())) == []
        (then,) = feed.events("801", on=acting.TODAY)
        assert (then.urn, then.event, then.started) == (builders.OAK, "warning_notice", acting.TODAY)
        assert list(feed.events("801", on=acting.TODAY - acting.A_DAY)) == []
        assert list(feed.events("801", on=acting.TODAY, urns=[builders.BEECH])) == []
        assert list(feed.events("802", on=acting.TODAY)) == []

    def test_the_secretary_of_state_s_is_an_event_of_its_own_until_its_end(self) -> None:
        acting.given()
        row = acting.secretarys()
        assert [each.event for each in feed.events("801", on=acting.TODAY)] == ["warning_notice_dfe"]
        following.end_secretarys(
            row, told_on=acting.TODAY, words="By letter.", by=acting.senior(), at=acting.AT + acting.A_DAY
        )
        assert list(feed.events("801", on=acting.TODAY + acting.A_DAY)) == []

    def test_judgements_read_it_without_knowing_of_it(self) -> None:
        acting.given()
        known = recorded.known("801", on=acting.TODAY)
        assert [each.event for each in known.events] == ["warning_notice"]


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
class TestWhatIsDue:
    def test_a_notice_asks_for_its_next_step_of_those_who_may_take_it(self) -> None:
        acting.drafted()
        mine = due.of(acting.senior(), access.of(acting.senior(), on=acting.TODAY), acting.TODAY)
        assert [(each.what, each.args[-1]) for each in mine] == [
            ("Have the draft of the warning notice checked by a lawyer", "check")
        ]
        for other in (builders.person("sia", urns=(builders.OAK,)), builders.person("pa", authority="802")):
            assert due.of(other, access.of(other, on=acting.TODAY), acting.TODAY) == ()

    def test_whoever_drafted_a_notice_is_not_asked_to_give_it(self) -> None:
        who = acting.principal()
        file = notices.draft(acting.considered(by=who), words=acting.words(), by=who, at=acting.AT)
        acting.sound(file)
        assert due.of(who, access.of(who, on=acting.TODAY), acting.TODAY) == ()
        asked = due.of(acting.director(), access.of(acting.director(), on=acting.TODAY), acting.TODAY)
        assert [each.what for each in asked] == ["Give the warning notice"]

    def test_whoever_stands_aside_from_a_school_is_asked_for_nothing_of_it(self) -> None:
        acting.drafted()
        who = acting.principal()
        assert len(due.of(who, access.of(who, on=acting.TODAY), acting.TODAY)) == 1
        Interest.objects.create(
            school=acting.school(),
            user=who,
            kind="child",
            reason="A child there.",
            from_date=acting.TODAY,
            by=who,
            at=acting.AT,
        )
        assert due.of(who, access.of(who, on=acting.TODAY), acting.TODAY) == ()

    def test_copies_compliance_and_the_limit_of_a_power_have_their_days(self) -> None:
        file = acting.given()
        assert [each.by for each in due.of_notice(file)] == [acting.TODAY]
        late, _ = acting.later(acting.running(builders.BEECH), days=60)
        assert [each.by for each in due.of_notice(late)] == [date(2027, 1, 6)]
        assert due.limit_of(late, "arrangements") == date(2027, 3, 6)
        assert due.limit_of(late, "interim_board") is None
        assert due.months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)

    def test_a_trust_s_answer_that_is_late_is_asked_for_of_those_who_refer(self) -> None:
        file, at = acting.concern_later(acting.raised(), days=30)
        assert [(each.args[-1], each.by) for each in due.of_concern(file)] == [
            ("escalate", date(2026, 12, 12))
        ]
        who = acting.principal()
        assert len(due.of(who, access.of(who, on=at.date()), at.date())) == 1
        senior = builders.person("spa")
        assert due.of(senior, access.of(senior, on=at.date()), at.date()) == ()


class TestTheLawFile:
    def test_ours_has_dates_sources_and_a_day_on_which_it_was_checked_for_every_guidance(self) -> None:
        held = law.held()
        assert "no legal advice" in held.not_advice
        assert [each.id for each in held.in_effect(date(2026, 11, 20))] == ["support-and-intervention"]
        assert [each.id for each in held.in_effect(date(2020, 1, 1))] == ["schools-causing-concern"]

    def test_an_installation_may_have_its_own_and_is_told_what_is_wrong_with_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
        text = law.OURS.read_text(encoding="utf-8")
        own = tmp_path / law.OVERRIDE
        own.write_text(text.replace("renamed November 2024", "June 2027"), encoding="utf-8")
        assert law.held().guidance[0].version == "June 2027"
        for wrong, said in (
            (text.replace("id: safety", "id: breakdown"), "given twice"),
            (
                text.replace("powers: [governors,", "powers: [governor,"),
                "powers that are not listed: governor",
            ),
            (f"{text}\nsurprise: 1\n", "surprise"),
        ):
            own.write_text(wrong, encoding="utf-8")
            with pytest.raises(CannotRead, match=said):
                law.read(own)
            assert (
                law.held().guidance[0].version == "renamed November 2024"
            )  # ours holds, and the pages say so
            assert law.note().startswith("The installation’s own file cannot be used")
            assert law.note().endswith(law.held().not_advice)

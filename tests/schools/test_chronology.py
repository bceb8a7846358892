"""All that was done about a school, in order, from whatever rows lead to it, held to their seals."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection

from tests import builders
from tests.casework import acting
from trellis.activity import sealing
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Seal
from trellis.activity.sealing import Standing
from trellis.casework.models import LevelStep
from trellis.schools import chronology, chronology_file
from trellis.schools.actions import interests
from trellis.schools.chronology import Act, Chronology
from trellis.schools.models import Interest, InterestEnd, School
from trellis.visits.models import Feedback, Provisional

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened(authority="802")
    builders.screened(at=AT - timedelta(days=30))


def told(urn: int = builders.OAK) -> Chronology:
    return chronology.of(School.objects.get(pk=urn))


INDUCTIONS = frozenset(
    f"leadership.{name}"
    for name in (
        "Induction",
        "InductionStep",
        "Eligibility",
        "NeedsAnalysis",
        "SupportItem",
        "SupportItemDone",
        "Mentoring",
    )
)


def with_level() -> tuple[Act, ...]:
    acting.in_force(level=2)
    return told().acts


def test_every_append_only_model_that_leads_to_a_school_is_told_of_or_says_that_it_is_not() -> None:
    told_of = {way.model for way in chronology.ways()}
    for model in sealing.kept_models():
        if model in (Event, Seal) or chronology._shortest(model, lambda at: at is School) is None:
            assert model not in told_of, model
        else:
            assert (model in told_of) is model.in_chronology, model


def test_what_is_not_told_of_is_what_is_worked_out_in_thousands_and_the_register_of_interests() -> None:
    silent = {model._meta.label for model in sealing.kept_models() if not model.in_chronology}
    assert (
        silent
        == {
            "screening.Evidence",
            "screening.EarlyWarning",
            "schools.Interest",
            "schools.InterestEnd",
            "documents.Document",  # a draft is the business of whoever writes it; its issue is told of
            "documents.Revision",
            "documents.DocumentStep",
            "documents.IssuedFile",
            "leaders.Portrait",  # what somebody writes of themself is theirs until it is shown; the trail tells of it
            "leaders.PortraitStep",
            "leaders.PortraitPublication",
            "leaders.LearningNeed",  # between the leader and whoever keeps the register
            "leaders.LearningNeedMet",
            "events.Evaluation",  # what one person thought of an event is read with what the others thought
            *INDUCTIONS,  # between a headteacher and the school improvement team
        }
    )


def test_what_is_restricted_to_the_authority_says_so() -> None:
    restricted = {
        model._meta.label
        for model in sealing.kept_models()
        if model.confidentiality in (Confidentiality.RESTRICTED, Confidentiality.EMBARGOED)
    }
    must = {Interest._meta.label, InterestEnd._meta.label, Feedback._meta.label, Provisional._meta.label}
    # Soft intelligence is restricted by its nature: whatever keeps it may not lack the word
    must |= {m._meta.label for m in sealing.kept_models() if m.__module__.endswith(".intelligence")}
    # What is written of a notice before it is given, and a concern before the trust is told: the giving itself is shared
    must |= {f"interventions.{name}" for name in ("Notice", "Draft", "LegalCheck", "Concern")} | INDUCTIONS
    assert restricted == must


def test_a_year_of_a_level_is_told_in_order_with_who_what_and_why() -> None:
    acts = with_level()
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    said = [(act.who, act.what) for act in acts]
    assert ("Trellis", "Screening result") in said
    proposed = next(act for act in acts if act.what.startswith("Proposed a level for the school"))
    assert proposed.why == "Absence has been high for two years."
    assert any("Ratify at a meeting: ratified" in act.what for act in acts)
    facts = {fact for act in acts for fact in act.facts}
    assert any(acting.INTERESTS in words for _, words in facts)


def test_an_event_and_the_rows_that_it_tells_of_are_one_act() -> None:
    acts = with_level()
    kept = {key for act in acts for key in act.rows}
    assert len([key for key in kept if key[0] == "casework_levelstep"]) == LevelStep.objects.count()
    moments = [(act.at, act.who) for act in acts]
    assert len(moments) == len(set(moments))


def test_nothing_of_another_school_is_told() -> None:
    acting.in_force(urn=builders.ELM)
    assert [act.what for act in told().acts] == ["Screening result"]
    assert len(told(builders.ELM).acts) > 1


def test_looking_is_no_act() -> None:
    Event.objects.create(verb="looked", at=AT, authority_code="801", urn=builders.OAK)
    assert [act.what for act in told().acts] == ["Screening result"]


def test_who_stands_aside_is_told_and_why_is_not() -> None:
    user = acting.principal()
    interests.declare(
        school=School.objects.get(pk=builders.OAK),
        user=user,
        kind="child",
        reason="My daughter is in Year 4.",
        from_date=AT.date(),
        to_date=None,
        by=user,
        at=AT,
    )
    acts = told().acts
    assert "Pa stands aside" in acts[-1].what
    assert "daughter" not in str(acts)


def test_each_act_is_held_to_its_seal_and_one_that_was_altered_is_named() -> None:
    with_level()
    assert {act.standing for act in told().acts} == {Standing.UNSEALED}
    sealing.seal(at=AT)
    assert {act.standing for act in told().acts} == {Standing.WHOLE}
    step = LevelStep.objects.get(name="record")
    with connection.cursor() as cursor:
        drop = (
            "DROP TRIGGER casework_levelstep_keep_update"
            if connection.vendor == "sqlite"
            else "DROP TRIGGER casework_levelstep_keep ON casework_levelstep"
        )
        cursor.execute(drop)
        cursor.execute("UPDATE casework_levelstep SET details = %s WHERE id = %s", ["{}", step.pk])
    altered = [act for act in told().acts if act.standing == Standing.ALTERED]
    assert [key for act in altered for key in act.rows if key[0] == "casework_levelstep"] != []
    assert all(("casework_levelstep", step.pk) in act.rows for act in altered)
    counts = chronology_file.counts(told().acts)
    assert "not as they were sealed" in chronology_file.sealed_sentence(counts)


def test_a_row_added_after_the_sealing_is_not_sealed_yet() -> None:
    with_level()
    sealing.seal(at=AT)
    later = AT + timedelta(days=90)
    acting.in_force(level=1, at=later)
    stands = {act.at: act.standing for act in told().acts}
    assert stands[AT] == Standing.WHOLE
    assert stands[later] == Standing.UNSEALED


def test_the_file_says_what_it_rests_on_and_runs_no_formula() -> None:
    acting.in_force(level=2)
    school = School.objects.get(pk=builders.OAK)
    made = chronology_file.sheets(
        told().acts,
        school=school,
        left_out={Confidentiality.RESTRICTED: 2},
        made_for="=Pa",
        at=AT,
        sealed="All of it is sealed.",
    )
    text = chronology_file.written(made, kind="csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == chronology_file.HEADER
    assert {len(row) for row in rows} == {len(chronology_file.HEADER)}
    assert "All of it is sealed." in text
    assert "Left out: restricted,2" in text
    assert ",'=Pa," in text
    for kind in ("ods", "xlsx"):
        assert chronology_file.written(made, kind=kind)[:2] == b"PK"

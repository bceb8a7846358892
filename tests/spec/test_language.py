"""Every example of the language gives the answer drawn beside it, by both readers, and the manual is fresh."""

import json
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from tests.spec.language import CHAPTERS
from tests.spec.manual import ENTITLEMENT_EXAMPLE, PROCESS_EXAMPLE, manual
from tests.spec.pictures import AS_OF
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import evaluation, explanation
from trellis.analysis.judging.column_cache import ColumnCache
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.entitlement import Entitlement
from trellis.analysis.judging.framework import Evidence
from trellis.analysis.judging.one_school import School
from trellis.analysis.judging.pack_cases import pictured
from trellis.analysis.judging.process import Clock, Process

EVIDENCE = Evidence(stale_after_years=4, inspection_stale_after_years=7)

EXAMPLES = [
    pytest.param(example.test, picture, answer, id=f"{example.title}: {name}")
    for chapter in CHAPTERS
    for example in chapter.examples
    for name, picture, answer in example.schools
]


@pytest.mark.parametrize(("test", "picture", "answer"), EXAMPLES)
def test_a_picture_of_a_school_gets_the_answer_beside_it(test, picture, answer):
    node = TypeAdapter(language.Node).validate_json(json.dumps(yaml.safe_load(test)))
    facts = pictured([picture], as_of=AS_OF)
    by_columns = Answer(int(evaluation.answers(node, ColumnCache(facts), EVIDENCE)[0]))
    plainly = explanation.find(node, School(facts, evidence=EVIDENCE))
    assert (by_columns.words, plainly.answer.words) == (answer, answer)
    assert plainly.sentence.endswith((".", "?"))


def test_every_test_of_the_language_has_an_example():
    shown = {tag for chapter in CHAPTERS for e in chapter.examples for tag in _tags(yaml.safe_load(e.test))}
    assert set(language.TESTS) - {"at_or_below", "at_or_above"} <= shown


def test_the_example_of_a_process_is_read_as_a_pack_is():
    said = yaml.safe_load(PROCESS_EXAMPLE)
    clocks = TypeAdapter(tuple[Clock, ...]).validate_json(json.dumps(said["clocks"]))
    process = TypeAdapter(Process).validate_json(json.dumps(said["process"]))
    assert [(clock.id, clock.days, clock.basis) for clock in clocks] == [
        ("school-reply", 10, "school_days"),
        ("task-group-papers", 5, "working_days"),
    ]
    assert (process.follow_up_terms, process.task_group_levels) == (3, (3,))
    assert process.role_aliases == {"spa": ("QASAP",)}
    assert process.pause_reasons == Process().pause_reasons


def test_the_example_of_entitlements_is_read_as_a_pack_is():
    said = yaml.safe_load(ENTITLEMENT_EXAMPLE)["entitlements"]
    read = TypeAdapter(tuple[Entitlement, ...]).validate_json(json.dumps(said))
    assert [(each.level, each.days.quarters("central")) for each in read] == [(1, 4), (3, 36)]
    assert (read[1].days.quarters("traded"), read[1].central) == (1, ("advisers", "causing_concern"))


def test_the_manual_is_fresh():
    kept = Path(__file__).resolve().parents[2] / "docs" / "framework-language.md"
    assert kept.read_text(encoding="utf-8") == manual(), (
        "python -m tests.spec.manual > docs/framework-language.md"
    )


def _tags(test):
    if isinstance(test, dict):
        yield test["test"]
        of = test.get("of", [])
        for part in of if isinstance(of, list) else [of]:
            yield from _tags(part)

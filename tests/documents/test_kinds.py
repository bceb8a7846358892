"""Every kind of document: it can be composed, each figure names its source, and its sentences are the pack's to word."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from tests import builders
from tests.casework import acting, meeting
from tests.documents import drawing_up
from trellis.accounts.roles import ROLES
from trellis.documents import catalogue, letterhead, printing, queries, wording
from trellis.documents.actions import moving, writing
from trellis.documents.block import Origin, Shape
from trellis.documents.formats import written
from trellis.documents.letterhead import OddLetterhead
from trellis.schools.models import Authority

AT = builders.AT
EVERY = catalogue.every()
each_kind = pytest.mark.parametrize("kind", EVERY)


@each_kind
def test_each_figure_names_a_page_that_is_there_and_rows_that_are(kind: str) -> None:
    file = drawing_up.ready(kind)
    figures = [each for each in file.blocks if each.origin == Origin.RECORD and each.shape != Shape.HEADING]
    assert figures
    rested = 0
    for block in figures:
        assert block.sources or block.key in ("purpose",), block.key
        for source in block.sources:
            assert reverse(source.page, args=source.args)
            for model, pk in source.rows:
                assert apps.get_model(model).objects.filter(pk=pk).exists(), (block.key, model, pk)
                rested += 1
    assert rested


@each_kind
def test_each_kind_goes_its_way_to_an_issue_in_every_form(kind: str) -> None:
    file = drawing_up.ready(kind)
    assert [each.missing for each in file.blocks if each.missing] == []
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", each.key) for each in file.blocks)
    by, at = drawing_up.author(kind), drawing_up.moment(kind)
    file = moving.submit(file, by=by, at=at)
    file = moving.approve(file, by=drawing_up.director(), at=at)
    file = moving.issue(file, issued_to=EVERY[kind].usually_to, by=by, at=at)
    assert {each.form for each in file.files} == set(written.WRITES)


@each_kind
def test_each_kind_says_who_drafts_approves_and_reads_it(kind: str) -> None:
    declared = EVERY[kind]
    assert declared.one.startswith("an " if kind == "academy-referral" else "a ")
    for permission in (declared.drafts, declared.approves, declared.reads):
        assert [role for role in ROLES.values() if permission in role.permissions]
    assert declared.what.endswith(".")
    assert declared.none.endswith(".") or not declared.none


@each_kind
def test_each_kind_uses_every_sentence_that_comes_with_it(kind: str) -> None:
    source = "".join(
        (Path(catalogue.__file__).parent / each).read_text()
        for each in (f"kinds/{kind.replace('-', '_')}.py", "meetings.py")
    )
    unused = [key for key in wording.of(kind, pack="").sentences if f'"{key}"' not in source]
    assert unused == []


def test_an_authority_heads_its_documents_as_its_file_says(screened: Path) -> None:
    authority = Authority.objects.get(pk="801")
    assert letterhead.of(authority).name == "Severnshire"
    file = screened / "letterheads.yaml"
    file.write_text('"801": {name: Shire Schools, address: [Shire Hall], contact: a@example.org}\n')
    assert printing.draft(drawing_up.letter()).sender == "Shire Schools"
    assert letterhead.of(Authority.objects.get(pk="802")).name == "Wessex Vale"
    for odd in ('"801": [a]\n', '"801": {name: 3}\n', '"801": {address: Shire Hall}\n', "a: {b\n"):
        file.write_text(odd)
        with pytest.raises(OddLetterhead):
            letterhead.of(authority)


@each_kind
def test_a_draft_is_as_fresh_the_next_day_where_nothing_was_recorded(kind: str) -> None:
    file = drawing_up.ready(kind)
    on = (file.document.at + timedelta(days=1)).date()
    assert queries.compared(file, today=on).differences == ()


def test_minutes_that_were_not_written_are_missed_by_name() -> None:
    meeting.held()
    file = drawing_up.made("task-group-minutes", at=meeting.HELD_AT)
    assert any("needs minutes" in each.missing for each in file.blocks)


def test_a_briefing_pack_asks_about_what_nobody_has_seen_or_answered() -> None:
    meeting.sent()
    file = drawing_up.made("briefing-pack", by=acting.adviser(), at=meeting.HELD_AT)
    questions = file.block("questions")
    assert questions is not None
    said = " ".join(" ".join(line) for line in questions.lines)
    assert "Mathematics improves in every year group." in said
    assert "Nothing has been seen of it yet" in said
    since = file.block("since")
    assert since is not None
    assert "Meeting 1 of the task group" in " ".join(" ".join(line) for line in since.lines)


def test_the_termly_report_counts_what_the_records_hold() -> None:
    meeting.sent()
    file = drawing_up.made("termly-report", by=builders.person("data_officer"), at=meeting.HELD_AT)
    levels, impact, meetings = (file.block(key) for key in ("levels", "impact", "meetings"))
    assert levels is not None
    assert levels.lines[1] == ("Level 2, Vulnerable", "1")
    assert impact is not None
    assert ("Some difference", "1") in impact.lines
    assert meetings is not None
    assert "held 1 meeting in the term, about 1 school" in meetings.words
    said = " ".join(each.words for each in file.blocks)
    assert "Oak Road School" in said
    assert "Mathematics moves." in said
    assert "Far Away" not in said


def test_a_report_of_a_past_term_tells_what_was_known_then() -> None:
    later = AT + timedelta(days=70)
    authority = Authority.objects.get(pk="801")
    choices = queries.choices(EVERY["termly-report"], authority=authority, school=None, today=later.date())
    autumn = next(each for each in choices if each.about["term"] == "Autumn 2026")
    acting.in_force(at=later)
    file = writing.make(
        EVERY["termly-report"],
        authority=authority,
        school=None,
        about=dict(autumn.about),
        by=builders.person("data_officer"),
        at=later,
    )
    levels = file.block("levels")
    assert levels is not None
    assert levels.lines[1][1] == "0"
    assert "was known on" in " ".join(each.words for each in file.blocks)

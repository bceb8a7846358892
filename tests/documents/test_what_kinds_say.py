"""What documents say of visits, levels, cases, notices and concerns: what the records have, and nothing that was not shared."""

from datetime import datetime

from tests import builders
from tests.casework import acting
from tests.documents import drawing_up
from tests.interventions import acting as intervening
from tests.visits import acting as visiting
from trellis.activity.models import Event, Verb
from trellis.documents import block, catalogue, queries
from trellis.documents.actions import writing
from trellis.documents.kind import Choice
from trellis.documents.queries import DocumentFile
from trellis.interventions.actions import concerns as concern_actions
from trellis.interventions.queries import concerns
from trellis.schools.models import School
from trellis.visits.actions import notes

AT = builders.AT
EVERY = catalogue.every()


def _choices(kind: str, urn: int, at: datetime = AT) -> tuple[Choice, ...]:
    school = School.objects.select_related("authority").get(pk=urn)
    return queries.choices(EVERY[kind], authority=school.authority, school=school, today=at.date())


def _words(file: DocumentFile) -> str:
    return "\n".join(block.in_words(each) for each in file.blocks)


def test_a_note_of_visit_on_paper_says_what_the_note_says_and_what_the_head_answered() -> None:
    said = _words(drawing_up.ready("note-of-visit"))
    for words in (
        "Sia Adler visited Beech Lane Primary School on 20 November 2026. Purpose: termly visit.",
        "Hanna Head, headteacher",
        "Reading in years 2 and 3.",
        "Fewer late on Mondays.",
        "Ring home by 9.30; Hanna Head; 15 January 2027",
        "The headteacher said on 20 November 2026 that the facts are correct.",
        "Year 3 had the longer session.",
        "The note is not final yet.",
    ):
        assert words in said


def test_a_note_that_is_only_drafted_is_not_put_on_paper() -> None:
    visiting.drafted()
    assert _choices("note-of-visit", builders.BEECH) == ()


def test_a_note_that_is_taken_back_to_draft_is_on_paper_as_it_was_shared() -> None:
    file = visiting.shared()
    file = notes.redraft(file, reasons="A date was wrong.", by=visiting.adviser(), at=AT)
    changed = visiting.content(strengths="NOT YET SHARED")
    notes.save(file, seen=file.revisions[-1].number, content=changed, by=visiting.adviser(), at=AT)
    made = drawing_up.made("note-of-visit", by=visiting.adviser(), school=visiting.school())
    assert "Story time." in _words(made)
    assert "NOT YET SHARED" not in _words(made)


def test_a_plan_of_action_on_paper_has_each_line_with_who_answers_for_it_and_by_when() -> None:
    said = _words(drawing_up.ready("plan-of-action"))
    assert (
        "1; Weekly planning in mathematics; Ada Lovell, headteacher; 20 December 2026; An adviser joins each fortnight."
        in said
    )
    assert "It was drawn up at the visit on 20 November 2026. Headteacher: Ada Lovell." in said


def test_a_response_slip_is_there_only_while_the_level_is_with_the_school() -> None:
    assert _choices("response-slip", builders.OAK) == ()
    acting.shared()
    (choice,) = _choices("response-slip", builders.OAK)
    said = _words(drawing_up.made("response-slip"))
    assert "level 2, Vulnerable" in said
    assert "Please answer by 4 December 2026." in said
    assert _choices("response-slip", builders.OAK)[0].about == choice.about


def test_a_response_slip_is_not_begun_once_the_level_is_settled() -> None:
    acting.agreed()
    assert _choices("response-slip", builders.OAK) == ()


def test_a_warning_notice_is_no_document_before_it_is_given() -> None:
    intervening.checked()
    assert _choices("warning-notice", builders.OAK) == ()


def test_a_warning_notice_on_paper_states_grounds_action_days_powers_and_copies() -> None:
    said = _words(drawing_up.ready("warning-notice"))
    for words in (
        "Education and Inspections Act 2006, section 60",
        "It was given to Ben Marsh, chair of governors. How: By hand.",
        "The standards of performance of pupils are unacceptably low",
        "Results in mathematics have been in the lowest tenth for three years.",
        "Appoint a leader of mathematics, and agree a plan with the authority.",
        "The governing body has 30 working days to comply: until the end of",
        "Replace the governing body by an interim executive board",
        "The headteacher; By e-mail, 20 November 2026",
        "renamed November 2024",
    ):
        assert words in said


def test_an_academy_referral_tells_the_chronology_up_to_the_referral() -> None:
    draft = drawing_up.ready("academy-referral")
    said = _words(draft)
    assert "We refer" not in said
    assert "Discussed with the academy: Cara Hill, principal" in said
    assert "asked for an answer by 11 December 2026" in said
    assert "has not been recorded yet" in said
    concern = concerns.of_school(School.objects.get(pk=builders.ACADEMY), today=AT.date())[0]
    concern_actions.refer(
        concern,
        name="escalate_early",
        dated=AT.date(),
        why_early="Exams are in May.",
        by=builders.person("pa"),
        at=AT,
        **intervening.REFERRAL,
    )
    after = writing.refresh(draft, seen=1, by=drawing_up.author("academy-referral"), at=AT)
    said = _words(after)
    assert "We ask you to look at this." in said
    assert "It was sent to The regional director on 20 November 2026. How: E-mail." in said
    assert "Exams are in May." in said
    table = after.block("chronology")
    assert table is not None
    assert len(table.lines) == 3
    assert [each.called for each in _choices("academy-referral", builders.ACADEMY)] == [
        "to the DfE’s regional director, standards and progress",
        "to Ofsted, standards and progress",
    ]


def test_a_referral_is_restricted_and_leaves_no_trace_on_the_record_of_the_academy() -> None:
    drawing_up.issued_of("academy-referral")
    made = (Verb.DOCUMENT_WRITTEN, Verb.DOCUMENT_MOVED, Verb.DOCUMENT_ISSUED)
    assert Event.objects.filter(verb__in=made).exists()
    assert not Event.objects.filter(verb__in=made, urn=builders.ACADEMY).exists()


def test_a_concern_that_is_only_noted_is_not_referred_and_one_about_safeguarding_can_go_to_ofsted() -> None:
    intervening.noted()
    assert _choices("academy-referral", builders.ACADEMY) == ()
    intervening.noted(subject="safeguarding")
    (choice,) = _choices("academy-referral", builders.ACADEMY)
    assert choice.about["to"] == "ofsted"

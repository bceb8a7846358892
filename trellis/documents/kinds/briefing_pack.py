"""What an adviser takes to a visit: where the school stands, what has changed since the last one, and what to ask.

Made from what this installation holds, so that it needs no network. Soft intelligence is no part of it: that it is held is
on its own page, where each reading is kept.
"""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models import Rating
from trellis.casework.queries import cases, levels, threads
from trellis.casework.queries.cases import CaseFile
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.documents.meetings import items_table
from trellis.judgements import asking
from trellis.judgements.queries import judgements, self_evaluations
from trellis.schools.models import PHASES, RELATIONSHIPS, Authority, School
from trellis.screening import queries as screening

MOST_QUESTIONS = 12


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return (Choice(title=f"Briefing for a visit to {school.name}", about={}),)


def _compose(subject: Subject, to: Composer) -> None:
    school, today = subject.the_school, subject.today
    of_school = cases.open_of(school, today=today)
    _school(school, to)
    _level(subject, to)
    _evidence(school, to)
    _plan(of_school, school, to)
    to.heading("asked-heading")
    group = of_school.group if of_school is not None else None
    items_table(group.open_items if group is not None else (), to, urn=school.pk)
    _since(of_school, school, to)
    to.heading("questions-heading")
    questions = [*_of_plan(of_school, today=today), *_of_pack(subject)][:MOST_QUESTIONS]
    to.table(
        "questions",
        Source(page="before_the_visit", args=(school.pk,), words="What to ask, and why"),
        head=("No.", "Question", "Why"),
        lines=[(str(at), question, why) for at, (question, why) in enumerate(questions, 1)],
        none="no-questions",
    )
    to.fixed("confidence")


def _school(school: School, to: Composer) -> None:
    to.heading("school")
    facts = [
        ("URN", str(school.pk)),
        ("Phase", PHASES[school.phase_group]),
        ("Type", school.school_type),
        ("Relationship", RELATIONSHIPS[school.relationship]),
        ("Trust", school.trust_name),
        ("Federation", school.federation_name),
        ("Pupils on roll", "" if school.roll is None else f"{school.roll:,}"),
        ("Town and postcode", ", ".join(each for each in (school.town, school.postcode) if each)),
    ]
    to.table(
        "facts",
        Source(
            page="school",
            args=(school.pk,),
            words="The school in the register of establishments",
            rows=(("schools.School", school.pk),),
        ),
        head=("What", "As the register has it"),
        lines=[(name, value) for name, value in facts if value],
        none="confidence",
    )


def _level(subject: Subject, to: Composer) -> None:
    school, today = subject.the_school, subject.today
    to.heading("stands")
    known = levels.cases_of(school, today=today)
    standing = levels.standing_of(known, on=today)
    if standing is None:
        to.say("no-level", Source(page="level", args=(school.pk,), words="The agreed level"))
    else:
        to.say(
            "level",
            Source(
                page="level",
                args=(school.pk,),
                words="The agreed level",
                rows=(("casework.Proposal", standing.proposal.pk),),
            ),
            level=standing.level,
            level_name=subject.rules.level_names[standing.level - 1],
            since=day(standing.in_force_from),
        )
    under_way = [
        (each.title, each.state, ", ".join(step.label for step in each.steps))
        for each in threads.of(school, today=today)
    ]
    to.table(
        "under-way",
        Source(page="where_we_are", args=(school.pk,), words="Where we are with the school"),
        head=("What", "Where it stands", "What comes next"),
        lines=under_way,
        none="nothing-under-way",
    )


def _evidence(school: School, to: Composer) -> None:
    to.heading("evidence")
    run = screening.run_for(school.authority_id)
    result = screening.result_for(run, school=school) if run is not None else None
    if run is None or result is None:
        to.say("not-screened", Source(page="school", args=(school.pk,), words="The suggested level"))
        return
    source = Source(
        page="school",
        args=(school.pk,),
        words="The suggested level and its evidence",
        rows=(("screening.Result", result.pk),),
    )
    to.say(
        "not-enough" if result.level is None else "suggested",
        source,
        as_key="suggested",
        level=result.level,
        known=result.known,
        counted=result.counted,
        as_of=day(run.as_of),
        pack=run.pack_title,
    )
    for at, reason in enumerate(result.reasons[:6], 1):
        to.words(f"reason-{at}", str(reason), source)


def _plan(file: CaseFile | None, school: School, to: Composer) -> None:
    to.heading("plan")
    if file is None or file.plan is None:
        to.say("no-plan", Source(page="plan", args=(school.pk,), words="The support plan"))
        return
    version = file.plan.holds
    lines, rows = [], []
    for each in version.objectives:
        seen = file.plan.progress_of(each.objective)
        rows += [("casework.ObjectiveText", each.text.pk), *(("casework.Progress", p.pk) for p in seen[-1:])]
        last = f"{day(seen[-1].seen_on)}: {seen[-1].get_rating_display()}. {seen[-1].words}" if seen else ""
        lines.append((str(each.objective.number), each.text.what, each.text.target, last))
    to.table(
        "objectives",
        Source(page="plan", args=(school.pk,), words="The support plan", rows=tuple(rows)),
        number=version.version.number,
        head=("No.", "Objective", "Where it is to stand", "Seen last"),
        lines=lines,
        none="no-objectives",
    )
    met, of = file.plan.conditions_met
    if of:
        to.say("conditions", Source(page="plan", args=(school.pk,), words="The conditions"), met=met, of=of)


def _since(file: CaseFile | None, school: School, to: Composer) -> None:
    to.heading("since-heading")
    last = (
        max(file.visits, key=lambda each: (each.held_on, each.pk))
        if file is not None and file.visits
        else None
    )
    if file is None or last is None:
        to.say("no-visit", Source(page="case", args=(school.pk,), words="The visits to the school"))
        return
    to.say(
        "last-visit",
        Source(
            page="case",
            args=(school.pk,),
            words="The last visit",
            rows=(("casework.Visit", last.pk),),
        ),
        held_on=day(last.held_on),
        by=last.by.name,
    )
    since = sorted(_changes(file, after=last.held_on))
    to.table(
        "since",
        Source(page="chronology", args=(school.pk,), words="The record of the school"),
        held_on=day(last.held_on),
        head=("Day", "What"),
        lines=[(day(on), what) for on, what in since],
        none="nothing-since",
    )


def _changes(file: CaseFile, *, after: date) -> Iterator[tuple[date, str]]:
    for step in file.steps:
        if (on := timezone.localdate(step.at)) > after:
            yield on, f"The case: {step.get_state_display().lower()}"
    for proposal in file.levels:
        for each in proposal.steps:
            if (on := timezone.localdate(each.at)) > after:
                yield on, f"Level {proposal.level}: {each.get_state_display().lower()}"
    for meeting in file.plan.meetings if file.plan is not None else ():
        if meeting.held_on > after:
            yield meeting.held_on, "Met about the progress of the plan"
    for review in file.plan.reviews if file.plan is not None else ():
        if review.held_on > after:
            yield review.held_on, f"The plan was reviewed: {review.get_headway_display().lower()}"
    for held in file.group.meetings if file.group is not None else ():
        if held.step("hold") is not None and held.meeting.planned_for > after:
            yield held.meeting.planned_for, f"Meeting {held.meeting.number} of the task group"


def _of_plan(file: CaseFile | None, *, today: date) -> Iterator[tuple[str, str]]:
    if file is None:
        return
    for each in file.plan.holds.objectives if file.plan is not None else ():
        assert file.plan is not None  # noqa: S101
        seen = file.plan.progress_of(each.objective)
        if not seen:
            yield f"What has been done about “{each.text.what}”?", "Nothing has been seen of it yet"
        elif seen[-1].rating in (Rating.SLOW, Rating.STUCK):
            said = str(seen[-1].get_rating_display()).lower()
            yield f"What holds back “{each.text.what}”?", f"Seen {said} on {day(seen[-1].seen_on)}"
    for item in file.group.open_items if file.group is not None else ():
        if item.due < today:
            yield f"What became of “{item.what}” ({item.owner})?", f"It was due on {day(item.due)}"


def _of_pack(subject: Subject) -> Iterator[tuple[str, str]]:
    school, today = subject.the_school, subject.today
    if self_evaluations.newest(school, on=today) is None:
        yield "When will the school submit its self-evaluation?", "None has been submitted"
    counting: set[str] = set()
    ended: set[str] = set()
    for each in judgements.judgements_of(school, on=today):
        (counting if each.counts else ended).add(each.judgement.question)
    for question in asking.questions(asking.pack_of(subject.authority.code)):
        if question.id not in counting:
            why = "Its answer has expired" if question.id in ended else "No adviser has answered it here"
            yield question.question, why


BRIEFING_PACK = Kind(
    id="briefing-pack",
    name="Briefing pack",
    what="What to take to a visit: where the school stands, what changed since the last visit, and what to ask.",
    about="school",
    drafts=Permission.JUDGEMENT_RECORD,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.RESTRICTED_READ,
    confidentiality=Confidentiality.RESTRICTED,
    usually_to="The adviser who visits",
    none="",
    choices=_choices,
    compose=_compose,
)

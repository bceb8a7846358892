"""What people make of Severnshire's schools, written through the same actions as the pages take.

Self-evaluations, advisers' judgements and the schools' answers, circumstances, and soft intelligence. Planted among them:
a school that calls its attendance strong where its absence is among the worst, one that calls itself vulnerable though
its data look fine, and one about which three things have been said and borne out within a year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from trellis.analysis.store.facts import Facts
from trellis.interfaces.commands.lived_year import People
from trellis.judgements.writing import Content, Part
from trellis.schools.models import School
from trellis.screening.models import Evidence, Met, Run

SELF_EVALUATIONS, JUDGED = 24, 10
ABSENCE = ("absence_overall", "persistent_absence")
_WORST = 75.0  # of absence, where more is worse
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Planted:
    """The schools that something is planted at."""

    rosy: School | None
    modest: School | None
    talked_of: School


def play(*, run: Run, facts: Facts, people: People, at: datetime) -> dict[str, int]:
    """Write all of it, ending at `at`. `facts` hold the percentiles of `ABSENCE`. Returns how many of what."""
    results = {result.school_id: result for result in run.results.all()}
    schools = [
        school
        for school in School.objects.filter(
            authority_id=run.authority_id, is_open=True, relationship="maintained"
        ).order_by("name", "urn")
        if school.pk in results
    ]
    planted = _planted(schools, levels={urn: r.level for urn, r in results.items()}, facts=facts)
    first = [each for each in (planted.talked_of, planted.rosy, planted.modest) if each is not None]
    writing = list(dict.fromkeys([*first, *schools]))[:SELF_EVALUATIONS]
    found: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(result__run=run, result__school__in=writing).select_related("result")
    for row in rows.defer("finding", "sentence").order_by("position"):
        found.setdefault(row.result.school_id, []).append(row)
    for place, school in enumerate(writing):
        begun = at - timedelta(days=60 - place)
        _self_evaluation(school, found.get(school.pk, []), planted, people, at=begun)
    judged = sum(
        _judgements(school, people, at=at - timedelta(days=40 - place))
        for place, school in enumerate([each for each in writing if each != planted.rosy][:JUDGED])
    )
    so = _circumstances(list(dict.fromkeys([planted.talked_of, *schools]))[:6], people, at=at)
    entries = _intelligence(planted.talked_of, [s for s in schools if s not in first][:2], people, at=at)
    return {
        "self-evaluations": len(writing),
        "judgements": judged,
        "circumstances": so,
        "entries": entries,
    }


def _planted(schools: Sequence[School], *, levels: Mapping[int, int | None], facts: Facts) -> Planted:
    place = {int(urn): at for at, urn in enumerate(facts.urns)}

    def absence(school: School) -> float:
        at = place.get(school.pk)
        if at is None:
            return 0.0
        return min(float(facts.statistic(name, "percentile")[at]) for name in ABSENCE)

    worst = [school for school in schools if absence(school) >= _WORST]
    rosy = max(worst, key=lambda school: (absence(school), -school.pk), default=None)
    steady = [school for school in schools[1:] if levels[school.pk] == 1 and school != rosy]
    modest = steady[0] if steady else None
    others = [school for school in schools if school not in (rosy, modest)]
    return Planted(rosy=rosy, modest=modest, talked_of=others[0])


_RESTS = {
    "attendance": "Our register week by week, and calls home on the first day of absence.",
    "results": "Last summer’s results, and our own tests each term.",
    "progress": "Our own tests in autumn and summer, moderated with two other schools.",
    "teaching": "Forty lessons seen by senior leaders, and pupils’ books.",
    "leadership": "The governors’ review in June, and the staff survey.",
    "governance": "An audit of governors’ skills, and the minutes of the year.",
    "safeguarding": "The yearly audit, and a visit by the trust of schools we meet with.",
    "groups": "Results of each group over three years.",
    "exclusion": "Each suspension and what came before it.",
    "parents": "Our survey in spring, and what parents say at the gate.",
    "staffing": "Who left and why, and how appraisal went.",
}
_PRIORITIES = (
    "Reading taught the same way in every class",
    "Fewer Fridays missed",
    "Subject leaders who see lessons each half-term",
    "Support for pupils new to the school within a week",
    "Writing at length in every year",
)


def _self_evaluation(
    school: School, evidence: Sequence[Evidence], planted: Planted, people: People, *, at: datetime
) -> None:
    """A draft, and a day later what is submitted; of the school that is talked of one more, and a comment on it."""
    from trellis.judgements import asking
    from trellis.judgements.actions import self_evaluations

    themes = asking.themes(asking.pack_of(school.authority_id), phase=school.phase_group)
    by_id = {row.criterion: row for row in evidence}
    parts = {}
    for theme in themes:
        rows = [by_id[c.id] for c in theme.criteria if c.id in by_id]
        parts[theme.id] = Part(
            grade=_grade(rows), rests_on=_RESTS.get(theme.id, "What we see each week, and our records.")
        )
    if school == planted.rosy and "attendance" in parts:
        parts["attendance"] = Part(
            grade="strong", rests_on="Pupils are happy to come, and our assemblies celebrate it."
        )
    start = school.pk % len(_PRIORITIES)
    content = Content(
        parts=parts,
        priorities=tuple(_PRIORITIES[(start + n) % len(_PRIORITIES)] for n in range(3)),
        is_vulnerable=school == planted.modest,
        why_vulnerable=(
            "Two of three senior leaders leave at Christmas and we have not yet filled either post. "
            "Results have not shown it, and we would rather ask now."
            if school == planted.modest
            else ""
        ),
    )
    head = people.head_of(school)
    write = self_evaluations.write
    begun = write(school=school, seen=0, content=content, submit=False, by=head, at=at)
    made = write(
        school=school, seen=begun.number, content=content, submit=True, by=head, at=at + timedelta(days=1)
    )
    if school == planted.talked_of:
        more = Content(
            parts=content.parts,
            priorities=(*content.priorities[:2], "Answer every parent’s letter within a week"),
            is_vulnerable=False,
        )
        made = write(
            school=school, seen=made.number, content=more, submit=True, by=head, at=at + timedelta(days=5)
        )
    if school in (planted.talked_of, planted.rosy):
        self_evaluations.comment(
            made,
            theme="attendance" if "attendance" in parts else "",
            said="The register shows more missed sessions than most schools have. Let us look at it together on the visit.",
            by=people.adviser_of(school),
            at=at + timedelta(days=8),
        )


def _grade(rows: Sequence[Evidence]) -> str:
    """The grade that a school would give itself that reads its evidence fairly."""
    if any(row.met == Met.MET and row.level > 1 for row in rows):
        return "needs_work"
    secure = [row for row in rows if row.level == 1 and row.met in (Met.MET, Met.NOT_MET)]
    return "strong" if secure and all(row.met == Met.MET for row in secure) and len(secure) > 1 else "secure"


def _judgements(school: School, people: People, *, at: datetime) -> int:
    """Three questions answered, one of them long ago and again now, and the school's answer to the first."""
    from trellis.judgements.actions import judgements

    adviser = people.adviser_of(school)
    said = (
        ("teaching_consistent", "yes", "Eight lessons seen with the deputy, in every key stage."),
        ("self_evaluation_accurate", "yes", "What it says of teaching is what we saw on the visit."),
        ("governance_strong", "yes", "The minutes of a year: governors ask, and ask again."),
    )
    long_ago = at - timedelta(days=380)
    judgements.record(
        school=school,
        question=said[0][0],
        answer="yes",
        judged_on=timezone.localdate(long_ago),
        evidence="The visit of last year.",
        by=adviser,
        at=long_ago,
    )
    made = [
        judgements.record(
            school=school,
            question=question,
            answer=answer,
            judged_on=timezone.localdate(at),
            evidence=evidence,
            by=adviser,
            at=at + place * _MINUTE,
        )
        for place, (question, answer, evidence) in enumerate(said)
    ]
    judgements.respond(
        made[0],
        said="We agree, and ask that the next visit sees the new reception class too.",
        by=people.head_of(school),
        at=at + timedelta(days=3),
    )
    return len(made) + 1


def _circumstances(schools: Sequence[School], people: People, *, at: datetime) -> int:
    """A building that is shut, a growing roll and the like; one has passed."""
    from trellis.judgements.actions import circumstances

    kinds = (
        ("building", "The hall has been closed since a survey found its roof unsafe."),
        ("roll_growing", "Two new estates: 34 children joined in one term."),
        ("senior_leaders_changing", "The deputy is on leave until Easter, and her post is shared."),
        ("community_event", "A flood in the village: eleven families live elsewhere for now."),
        ("budget_pressure", "The boiler was replaced from reserves."),
        ("pupils_moving", "The camp beside the school comes and goes with the seasons."),
    )
    for place, (school, (kind, evidence)) in enumerate(zip(schools, kinds, strict=False)):
        by = people.head_of(school) if place % 2 == 0 else people.adviser_of(school)
        began = at - timedelta(days=90)
        row = circumstances.record(
            school=school, kind=kind, evidence=evidence, from_date=timezone.localdate(began), by=by, at=began
        )
        if kind == "budget_pressure":
            last = at - timedelta(days=10)
            circumstances.end(
                row, last_day=timezone.localdate(last), why="The reserve is as it was.", by=by, at=last
            )
    return len(schools)


def _intelligence(talked_of: School, others: Sequence[School], people: People, *, at: datetime) -> int:
    """Three borne out within a year at one school and one more that is not; fewer at two others, one of them reviewed."""
    from trellis.judgements.actions import intelligence

    def log(school: School, days: int, said: str, source: str, about: str, borne_out: str = "") -> int:
        heard = at - timedelta(days=days)
        made = intelligence.log(
            school=school,
            heard_on=timezone.localdate(heard),
            said=said,
            about=about,
            source=source,
            reliability="usually" if borne_out else "unknown",
            corroborated_by=borne_out,
            by=people.adviser_of(school),
            at=heard,
        )
        return made.pk

    ids = [
        log(
            talked_of,
            210,
            "Letters about bullying go unanswered.",
            "parent",
            "parents",
            "Two other parents say the same.",
        ),
        log(
            talked_of,
            95,
            "Supply teachers have had one class since October.",
            "staff",
            "staffing",
            "The staff list of that term.",
        ),
        log(
            talked_of,
            20,
            "Governors have not met this term.",
            "governor",
            "leadership",
            "The clerk’s list of meetings.",
        ),
        log(talked_of, 9, "The kitchen is to close.", "public", "finance"),
    ]
    for school in others:
        ids.append(
            log(school, 120, "Parking at the gate is dangerous.", "public", "safety", "Seen on a visit.")
        )
    for school in others[:1]:
        intelligence.review(
            school=school,
            seen=tuple(ids[-len(others) :]),
            outcome="raise",
            decided="Raised with the head, who has asked for a crossing patrol.",
            by=people.adviser_of(school),
            at=at - timedelta(days=100),
        )
    return len(ids)

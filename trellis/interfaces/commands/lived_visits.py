"""Visits and inspections of Severnshire, as people would have made and recorded them. All of it is invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands.lived_people import DAY, Workers
from trellis.schools.models import School
from trellis.visits.actions import inspections, notes, visits
from trellis.visits.models import Consent, Framework, Kind, Purpose
from trellis.visits.note import AgreedAction, Content, Finding
from trellis.visits.outcome import Said

REPORT = "https://reports.example.org/"


def play(schools: Sequence[School], *, inspected: Sequence[School], who: Workers, now: datetime) -> int:
    """Play the visits of these schools and the inspections of those; return how many of both. The schools are maintained."""
    for school in schools:
        adviser = who.adviser_of(school)
        _final(school, adviser, who.head_of(school), at=now - 130 * DAY)
        _nominated(school, who, at=now - 125 * DAY)
        _with_the_school(school, adviser, at=now - 3 * DAY)
        visits.book(
            school=school,
            purpose=Purpose.MONITORING,
            day=timezone.localdate(now) + timedelta(days=9),
            lead=adviser,
            about="How far the agreed actions have come.",
            by=adviser,
            at=now - DAY,
        )
    for place, school in enumerate(inspected):
        _inspected(school, who, published=place == 0, now=now)
    return 3 * len(schools) + len(inspected)


def _final(school: School, adviser: User, head: User, *, at: datetime) -> None:
    """A summer visit whose note is final: checked with a comment, with practice that the school agrees to share."""
    file = visits.book(
        school=school, purpose=Purpose.SUMMER, day=timezone.localdate(at), lead=adviser, by=adviser, at=at
    )
    file = visits.hold(file, held_on=timezone.localdate(at), by=adviser, at=at + timedelta(hours=4))
    said = Content(
        met=f"{head.name}, headteacher",
        looked_at="Reading in the first two years, the books of nine pupils, and attendance by week.",
        findings=(
            Finding(
                heading="attendance",
                name="Attendance",
                words="Absence on Fridays has halved since the breakfast club began.",
            ),
            Finding(
                heading="leadership", name="Leadership", words="Subject leaders know what comes next and why."
            ),
        ),
        strengths="Older pupils read with younger ones every day, and enjoy it.",
        actions=(
            AgreedAction(
                what="Ring every home before 9.30 on the first day of an absence",
                owner="The deputy headteacher",
                by=timezone.localdate(at) + timedelta(days=75),
            ),
            AgreedAction(
                what="Send the authority’s note on phonics groups",
                owner=adviser.name,
                by=timezone.localdate(at) + timedelta(days=14),
            ),
        ),
        practice="Paired reading across year groups: pupils who took part read more at home by their own count.",
        practice_area="Early reading",
        consent=Consent.YES,
    )
    file = notes.save(file, seen=0, content=said, by=adviser, at=at + DAY)
    reply_by = notes.usual_reply(school, on=timezone.localdate(at + 2 * DAY))
    file = notes.share(file, seen=1, reply_by=reply_by, by=adviser, at=at + 2 * DAY)
    file = notes.correct(file, said="The club runs from Tuesday to Friday.", by=head, at=at + 4 * DAY)
    notes.finish(file, by=adviser, at=at + 5 * DAY)


def _nominated(school: School, who: Workers, *, at: datetime) -> None:
    """What came of the practice in the note that was made final then: the school words it and consents, and it is published."""
    from trellis.practice.actions import nominations, steps
    from trellis.practice.queries import entries

    file = entries.of_school(school, today=timezone.localdate(at))[0]
    head, senior = who.head_of(school), who.senior_of(school)
    words = nominations.Words(
        title=file.wording.title,
        what=file.wording.what,
        whom="Pupils in the first two years, and their partners who are two years older.",
        shows="Pupils who took part read more at home, by their own count.",
        see="A paired session in the library on any morning but Monday.",
        contact="The leader of reading",
        areas=tuple(file.wording.areas),
        phases=tuple(file.wording.phases) or ("primary",),
    )
    file = nominations.word(file, words=words, by=head, at=at + 6 * DAY)
    agreed = "The leaders of the school agree, and so do those who would be visited."
    file = steps.take(file, "consent", reasons=agreed, by=head, at=at + 6 * DAY)
    seen = "I sat in on two sessions and talked with the pupils."
    file = steps.take(file, "verify", reasons=seen, by=senior, at=at + 16 * DAY)
    said = "It is as its words say, and others can learn from it."
    steps.take(file, "publish", reasons=said, by=who.principal, at=at + 18 * DAY)


def _with_the_school(school: School, adviser: User, *, at: datetime) -> None:
    """A termly visit whose note the headteacher has still to check."""
    day = timezone.localdate(at)
    file = visits.book(school=school, purpose=Purpose.TERMLY, day=day, lead=adviser, by=adviser, at=at)
    file = visits.hold(file, held_on=day, by=adviser, at=at + timedelta(hours=4))
    said = Content(
        met="The headteacher and the special needs coordinator",
        looked_at="Support in lessons for pupils with special educational needs.",
        findings=(
            Finding(
                heading="inclusion",
                name="Inclusion",
                words="Plans say what is done and who does it. Fewer say how anybody will know that it worked.",
            ),
        ),
        strengths="Staff know each pupil well.",
        actions=(
            AgreedAction(
                what="Add to each plan how it is known that it works",
                owner="The special needs coordinator",
                by=day + timedelta(days=60),
            ),
        ),
    )
    file = notes.save(file, seen=0, content=said, by=adviser, at=at + DAY)
    reply_by = notes.usual_reply(school, on=timezone.localdate(at + 2 * DAY))
    notes.share(file, seen=1, reply_by=reply_by, by=adviser, at=at + 2 * DAY)


def _inspected(school: School, who: Workers, *, published: bool, now: datetime) -> None:
    """An inspection: published with its next steps begun, or else notified yesterday."""
    senior = who.senior_of(school)
    at = now - 40 * DAY if published else now - DAY
    day = timezone.localdate(at)
    file = inspections.notify(
        school=school,
        kind=Kind.FULL,
        notified_on=day,
        begins_on=day + timedelta(days=1),
        by=who.leader,
        at=at,
    )
    file = inspections.assign(file, representative=senior, by=senior, at=at + timedelta(hours=1))
    if not published:
        return
    step: dict[str, Any] = {"by": senior, "at": at + 2 * DAY}
    file = inspections.attend(
        file, attended=True, notes="The team told the governors what they had seen, area by area.", **step
    )
    grades = dict.fromkeys(
        (
            "inclusion",
            "curriculum_and_teaching",
            "achievement",
            "attendance_and_behaviour",
            "personal_development_and_wellbeing",
            "leadership_and_governance",
        ),
        "expected_standard",
    )
    said = Said(
        framework=Framework.REPORT_CARD,
        grades={**grades, "safeguarding": "met", "category_of_concern": "none"},
        summary="The expected standard in every area, with attendance the closest to strong.",
    )
    file = inspections.provisional(file, said=said, by=senior, at=at + 2 * DAY + timedelta(hours=1))
    out = now - 12 * DAY
    file = inspections.publish(
        file,
        said=said,
        published_on=timezone.localdate(out),
        link=f"{REPORT}{school.urn}",
        by=senior,
        at=out,
    )
    first = file.next_steps[0].step
    inspections.do(
        file,
        number=first.number,
        needed=True,
        done_on=timezone.localdate(now - 8 * DAY),
        words="We met the headteacher and the chair, and went through the report card.",
        by=senior,
        at=now - 8 * DAY,
    )

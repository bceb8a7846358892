"""The plan of action of a case: what is done at once, as it was drawn up with the headteacher at the visit. SG-7.5."""

from datetime import date

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.queries import cases
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, counted, day
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"Case found on {day(each.case.seen_on)}: {each.state_words.lower()}",
            about={"case": each.case.pk},
            called=f"case of {day(each.case.seen_on)}",
        )
        for each in cases.of_school(school, today=today)
        if each.plan_of_action is not None
    )


def _compose(subject: Subject, to: Composer) -> None:
    school = subject.the_school
    file = cases.one(int(subject.about["case"]), schools=schools.just(school), today=subject.today)
    plan = file.plan_of_action if file is not None else None
    if file is None or plan is None:
        to.say("not-drawn-up", plan="")
        return
    source = Source(
        page="case",
        args=(school.pk,),
        words="The plan of action",
        rows=(("casework.Case", file.case.pk), ("casework.PlanOfAction", plan.pk)),
    )
    to.heading("about")
    to.say(
        "opening",
        source,
        school=school.name,
        lines=counted(len(plan.lines), "line"),
        number=plan.revision,
        by=plan.by.name,
    )
    if file.visit is not None:
        met = file.visit.head or file.visit.head_absent
        to.say(
            "visit",
            Source(
                page="case",
                args=(school.pk,),
                words="The visit at which it was drawn up",
                rows=(("casework.Visit", file.visit.pk),),
            ),
            held_on=day(file.visit.held_on),
            met=met,
        )
    to.fixed("whose")
    to.heading("actions-heading")
    to.table(
        "actions",
        source,
        head=(
            "No.",
            "What the school does",
            "Who answers for it",
            "By when",
            "What the authority does beside it",
        ),
        lines=[
            (
                str(at),
                line["what"],
                line["owner_school"],
                day(date.fromisoformat(line["by_when"])),
                line["support"],
            )
            for at, line in enumerate(plan.lines, 1)
        ],
        none="no-actions",
    )
    to.heading("school-says")
    said = [each for each in file.comments if each.at >= file.plans_of_action[0].at]
    to.table(
        "comments",
        Source(
            page="case",
            args=(school.pk,),
            words="The comments on the case",
            rows=tuple(("casework.CaseComment", each.pk) for each in said),
        ),
        head=("Who", "In their words"),
        lines=[(each.by.name, each.words) for each in said],
        none="no-comments",
    )
    to.fixed("is-not")


PLAN_OF_ACTION = Kind(
    id="plan-of-action",
    name="Plan of action",
    what="What the school does at once and the authority beside it, as it was drawn up with the headteacher at the visit of a case.",
    about="school",
    drafts=Permission.CASE_WORK,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.CASE_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The headteacher and the chair of governors",
    none="This school has no case with a plan of action yet. Record the visit of the case, and write the plan of action there first.",
    choices=_choices,
    compose=_compose,
)

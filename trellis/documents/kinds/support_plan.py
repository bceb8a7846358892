"""A version of a school's support plan as a document. SG-7.6 and 7.7."""

from datetime import date

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.brokering import standing
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.queries import plans
from trellis.casework.queries.plans import ObjectiveFile, PlanFile, VersionFile
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, counted, day
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    found = []
    for plan in plans.of_school(school, today=today):
        for each in reversed(plan.versions):
            if each.objectives:
                title = f"Version {each.version.number} of the support plan: {each.state_words.lower()}"
                found.append(
                    Choice(
                        title=title,
                        about={"plan": plan.plan.pk, "version": each.version.number},
                        called=f"version {each.version.number}",
                    )
                )
    return tuple(found)


def _compose(subject: Subject, to: Composer) -> None:
    school = subject.the_school
    plan = next(
        (
            each
            for each in plans.of_school(school, today=subject.today)
            if each.plan.pk == subject.about["plan"]
        ),
        None,
    )
    version = plan.version(int(subject.about["version"])) if plan is not None else None
    if plan is None or version is None:
        to.say("not-there", version="")
        return
    number = version.version.number
    rows = [("casework.Version", version.version.pk)]
    rows += [("casework.VersionStep", step.pk) for step in version.steps]
    source = Source(
        page="plan_version", args=(school.pk, number), words=f"Version {number} of the plan", rows=tuple(rows)
    )
    to.heading("about")
    to.say(
        "opening",
        source,
        number=number,
        school=school.name,
        state=version.state_words.lower(),
        count=counted(len(version.objectives), "objective"),
    )
    to.fixed("whose")
    found = {}
    if version.version.pk in (plan.holds.version.pk, plan.newest.version.pk):
        asked = [each.objective.pk for each in version.objectives]
        found = standing.by_objective(supports.of_objectives(asked, today=subject.today))
    for each in version.objectives:
        _objective(each, to, plan=plan, school=school, number=number, found=found.get(each.objective.pk, ()))
    to.heading("step-down")
    conditions = Source(
        page="plan_version",
        args=(school.pk, number),
        words="The conditions for stepping down",
        rows=tuple(("casework.ConditionText", each.text.pk) for each in version.conditions),
    )
    to.table(
        "conditions",
        conditions,
        head=("No.", "What must be true", "At the review"),
        lines=[
            (
                str(each.condition.number),
                each.text.words,
                str(each.judgement.get_judged_display()) if each.judgement is not None else "Not judged yet",
            )
            for each in version.conditions
        ],
        none="no-conditions",
    )
    _school_says(version, to, source)
    if version.review is not None:
        review = version.review
        to.heading("review")
        to.say(
            "reviewed",
            Source(
                page="plan_version",
                args=(school.pk, number),
                words="The review of this version",
                rows=(("casework.Review", review.pk),),
            ),
            term=review.term,
            held_on=day(review.held_on),
            headway=str(review.get_headway_display()).lower(),
            who=review.stakeholders,
        )
        to.words("review-summary", review.summary, source)


def _objective(
    each: ObjectiveFile,
    to: Composer,
    *,
    plan: PlanFile,
    school: School,
    number: int,
    found: tuple[SupportFile, ...],
) -> None:
    text, own = each.text, each.objective.number
    # Paper is read by those who read no support: nobody is named before they have said yes
    stands = "; ".join(
        dict.fromkeys(standing.said(each, named=each.state in standing.PROMISED) for each in found)
    )
    source = Source(
        page="plan_version",
        args=(school.pk, number),
        words=f"Objective {own}",
        rows=(
            ("casework.ObjectiveText", text.pk),
            *(("brokering.SupportStep", each.steps[-1].pk) for each in found),
        ),
    )
    to.titled(f"objective-{own}", f"Objective {own}: {text.area}")
    to.words(f"objective-{own}-what", text.what, source)
    to.table(
        "objective-facts",
        source,
        as_key=f"objective-{own}-facts",
        number=own,
        head=("Question", "Answer"),
        lines=[
            ("How it is to improve", text.lever),
            ("Where it stands", text.baseline),
            ("Where it is to stand", text.target),
            ("How success will be seen", text.success_test),
            ("Who answers for it at the school", text.owner_school),
            ("Who supports and challenges at the authority", text.owner_authority),
            ("Support", standing.of_text(text, stands)),
        ],
        none="no-actions",
    )
    to.table(
        "milestones",
        source,
        as_key=f"objective-{own}-milestones",
        number=own,
        head=("Milestone", "By when"),
        lines=[(m["what"], day(date.fromisoformat(m["by_when"]))) for m in text.milestones],
        none="no-milestones",
    )
    to.table(
        "actions",
        source,
        as_key=f"objective-{own}-actions",
        number=own,
        head=("What the school does", "Who", "What the authority does beside it"),
        lines=[(a["what"], a["owner_school"], a["support"]) for a in text.actions],
        none="no-actions",
    )
    if seen := plan.progress_of(each.objective):
        last = seen[-1]
        to.say(
            "progress",
            Source(
                page="plan",
                args=(school.pk,),
                words=f"Progress of objective {own}",
                rows=(("casework.Progress", last.pk),),
            ),
            as_key=f"objective-{own}-progress",
            seen_on=day(last.seen_on),
            rating=str(last.get_rating_display()).lower(),
            words=last.words,
        )


def _school_says(version: VersionFile, to: Composer, source: Source) -> None:
    to.heading("school-says")
    to.table(
        "answers",
        Source(
            page=source.page,
            args=source.args,
            words="What the school answered",
            rows=tuple(("casework.PlanAnswer", each.pk) for each in version.since_shared),
        ),
        head=("Who", "Answer", "In their words"),
        lines=[
            (str(each.get_party_display()), str(each.get_position_display()), each.said)
            for each in version.since_shared
        ],
        none="no-answer",
    )


SUPPORT_PLAN = Kind(
    id="support-plan",
    name="Support plan",
    what="One version of the support plan on paper: its objectives, milestones, actions and the conditions for stepping down.",
    about="school",
    drafts=Permission.PLAN_WRITE,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.PLAN_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The headteacher and the chair of governors",
    none="This school has no support plan with an objective yet. Write the plan first.",
    choices=_choices,
    compose=_compose,
)

"""The moves that the played cases of Severnshire are made of, each by whoever takes it in life. See `lived_cases`."""

from datetime import datetime

from django.utils import timezone

from trellis.casework.queries.levels import LevelCase
from trellis.interfaces.commands.lived_meetings import task_group_meets
from trellis.interfaces.commands.lived_people import DAY, Life, Theme, Workers
from trellis.schools.models import School

THEMES = (
    Theme(
        area="Quality of education",
        seen="Reading is taught in different ways from class to class, and the youngest fall behind by the spring.",
        what="Every child in the first two years learns to read by one programme, taught the same way.",
        lever="One programme, daily coaching by the reading lead, and books that match what has been taught.",
        baseline="In 4 of 6 classes seen, the programme was taught in part.",
        target="In every class seen, on two visits a term, it is taught as it is meant.",
        test="Two visits a term, and the checks of sounds each half term.",
        article=28,
    ),
    Theme(
        area="Attendance",
        seen="Absence has risen three years running, most of all on Mondays and Fridays.",
        what="Fewer pupils are absent, and those who miss most are known by name.",
        lever="A call home on the first morning, and a meeting with the family by the fifth day.",
        baseline="Absence was well above that of similar schools in the last year published.",
        target="Absence is in line with that of similar schools.",
        test="The weekly register, for a whole half term.",
        article=28,
        indicator="absence_overall",
        target_value=5.5,
    ),
    Theme(
        area="Leadership and governance",
        seen="Two leaders left in one term, and governors had not met with a quorum since.",
        what="Leaders and governors know how well pupils learn, and act on it each half term.",
        lever="A leader from another school one day a week, and a review of governance.",
        baseline="No subject had been looked into since the summer.",
        target="Every subject is looked into once a year, and governors ask about what was found.",
        test="Minutes of three meetings, and an adviser who goes along with the leader.",
        article=3,
    ),
)


def identified(school: School, theme: Theme, who: Workers, at: datetime, *, level: int) -> Life:
    from trellis.casework.actions import cases

    file = cases.identify(
        school=school,
        source="adviser_visit",
        seen=theme.seen,
        seen_on=timezone.localdate(at),
        level=level,
        by=who.adviser_of(school),
        at=at,
    )
    return Life(file=file, at=at, who=who)


def informed(school: School, theme: Theme, who: Workers, at: datetime, *, level: int) -> Life:
    from trellis.casework.actions import cases

    life = identified(school, theme, who, at, level=level).after(1)
    life.file = cases.inform(life.file, adviser=life.senior, by=who.leader, at=life.at)
    return life


def visited(
    school: School, theme: Theme, who: Workers, at: datetime, *, level: int = 2, found: bool = True
) -> Life:
    from trellis.casework.actions import visits
    from trellis.casework.actions.visits import ActionLine

    life = informed(school, theme, who, at, level=level).after(5)
    head = who.head_of(school).name
    life.file = visits.record(
        life.file,
        held_on=timezone.localdate(life.at),
        found=found,
        note=f"We walked through six classes with the headteacher and talked with the chair. {theme.seen}"
        if found
        else "We walked through six classes. What had been seen before is put right.",
        head=head,
        chair=who.chair_of(school).name,
        lines=(
            ActionLine(
                what=f"Begin with: {theme.lever}",
                owner_school=head,
                support=f"{life.senior.name} comes again in two weeks.",
                by_when=timezone.localdate(life.at) + 21 * DAY,
            ),
        )
        if found
        else (),
        by=life.senior,
        at=life.at,
    )
    return life


def confirmed(school: School, theme: Theme, who: Workers, at: datetime, *, level: int = 2) -> Life:
    from trellis.casework.actions import cases

    life = visited(school, theme, who, at, level=level).after(1)
    life.file = cases.confirm(life.file, by=life.senior, at=life.at)
    return life


def written(life: Life, theme: Theme) -> None:
    from trellis.casework.actions import objectives, plans
    from trellis.casework.wording import Milestone, PlanAction, Wording

    life.after(4)
    head, day = life.who.head_of(life.school).name, timezone.localdate(life.at)
    plan = plans.begin(life.file, by=life.senior, at=life.at)
    for place, each in enumerate((theme, THEMES[(THEMES.index(theme) + 1) % len(THEMES)])):
        plan = objectives.write(
            plan,
            number=None,
            wording=Wording(
                area=each.area,
                what=each.what,
                lever=each.lever,
                baseline=each.baseline,
                target=each.target,
                success_test=each.test,
                owner_school=head,
                owner_authority=life.senior.name,
                milestones=(
                    Milestone(what="It has begun in every class", by_when=day + 30 * DAY),
                    Milestone(what="It can be seen in what pupils do", by_when=day + 80 * DAY),
                ),
                actions=(
                    PlanAction(
                        what=each.lever,
                        owner_school=head,
                        support="An adviser goes along every second week.",
                    ),
                ),
                brokering="found" if place == 0 else "none_needed",
                support="Two days a month from a lead teacher of a school nearby." if place == 0 else "",
                indicator=each.indicator,
                target_value=each.target_value,
                articles=(each.article,),
            ),
            seen=0,
            by=life.senior,
            at=life.at,
        )
    for said in (
        "What is taught is secure on two visits a term, for two terms.",
        "Governors have met with a quorum each half term, and asked about what was found.",
    ):
        plan = objectives.write_condition(plan, number=None, said=said, seen=0, by=life.senior, at=life.at)
    life.again()


def shared(life: Life) -> None:
    from trellis.casework.actions import plan_answers, plans

    life.after(1)
    if life.file.plan is None:
        return
    plan = plans.share(life.file.plan, by=life.senior, at=life.at)
    plan_answers.comment(
        plan,
        version=plan.newest.version.number,
        objective=1,
        words="We welcome the coaching. Could the first visit wait until our new teacher has begun?",
        by=life.who.head_of(life.school),
        at=life.at,
    )
    life.again()


def activated(life: Life) -> None:
    from trellis.casework.actions import plan_answers, plans
    from trellis.casework.models import Party, PlanPosition

    life.after(2)
    plan = life.file.plan
    if plan is None:
        return
    for party, by in (
        (Party.HEAD, life.who.head_of(life.school)),
        (Party.CHAIR, life.who.chair_of(life.school)),
    ):
        plan = plan_answers.answer(
            plan, party=party, position=PlanPosition.AGREES, said="", by=by, at=life.at
        )
    plans.activate(plan, by=life.senior, at=life.at)
    life.again()


def under_support(school: School, theme: Theme, who: Workers, at: datetime, *, level: int = 2) -> Life:
    from trellis.casework.actions import cases, groups
    from trellis.casework.actions.groups import Member
    from trellis.casework.models import Seat

    life = confirmed(school, theme, who, at, level=level)
    written(life, theme)
    shared(life)
    activated(life)
    people = {
        Seat.HEAD: who.head_of(school),
        Seat.CHAIR: who.chair_of(school),
        Seat.ADVISER: life.senior,
        Seat.GROUP_CHAIR: who.principal,
    }
    groups.set_up(
        life.file,
        members=[Member(seat=seat, name=user.name, user=user) for seat, user in people.items()],
        by=who.principal,
        at=life.at,
    )
    life.again()
    life.file = cases.begin_support(life.file, by=life.senior, at=life.at)
    progress(life.after(20), "slow")
    task_group_meets(life, days_before=14)
    return life


def progress(life: Life, rating: str) -> None:
    from trellis.casework.actions import progress
    from trellis.casework.actions.progress import Seen

    plan = life.again().file.plan
    if plan is None:
        return
    progress.record_meeting(
        plan,
        held_on=timezone.localdate(life.at),
        present=f"{life.who.head_of(life.school).name} and the leadership team",
        seen=[
            Seen(
                number=each.objective.number,
                rating=rating,
                words="It has begun in most classes.",
                evidence="Six classes seen, and the books of twelve pupils.",
            )
            for each in plan.holds.objectives
        ],
        by=life.senior,
        at=life.at,
    )
    life.again()


def reviewed(life: Life, *, headway: str, days: int, special: bool = False) -> Life:
    from trellis.casework.actions import cases, reviews
    from trellis.casework.actions.reviews import Judgement

    life.after(days - 34 if days > 40 else days)
    good = headway == "good"
    said = (
        Judgement(judged="met", words="Seen in every class.")
        if good
        else Judgement(judged="partly" if headway == "some" else "not_met", words="Not yet in every class.")
    )
    plan = life.file.plan
    if plan is None:
        return life
    reviews.review(
        plan,
        held_on=timezone.localdate(life.at),
        stakeholders=f"{life.who.head_of(life.school).name}, {life.who.chair_of(life.school).name}, {life.senior.name}",
        headway=headway,
        summary="We looked at each objective with what had been seen this term.",
        in_special_measures=special,
        objectives={each.objective.number: said for each in plan.holds.objectives},
        conditions={each.condition.number: said for each in plan.holds.conditions},
        by=life.senior,
        at=life.at,
    )
    life.again()
    life.file = cases.take(life.file, "evaluate", by=life.senior, at=life.at)
    return life


def kept(life: Life) -> None:
    from trellis.casework.actions import evaluations
    from trellis.casework.models import Outcome

    life.again()
    evaluations.evaluate(
        life.file,
        outcome=Outcome.KEEP,
        level=life.file.level,
        reasons="It is under way, and not yet secure.",
        next_steps="Go on with both objectives, and bring the governors’ questions to each meeting.",
        by=life.senior,
        at=life.at,
    )
    evaluations.keep(life.again().file, by=life.senior, at=life.at)
    life.again()


def next_version(life: Life) -> None:
    from trellis.casework.actions import plans

    if life.again().file.plan is not None:
        plans.share(life.file.plan, by=life.senior, at=life.at)  # type: ignore[arg-type]
        activated(life.again())


def lowered(life: Life, *, level: int, why: str) -> LevelCase:
    from trellis.casework.actions import evaluations
    from trellis.casework.models import Outcome

    life.again()
    evaluations.evaluate(
        life.file, outcome=Outcome.LOWER, level=level, reasons=why, by=life.senior, at=life.at
    )
    life.file = evaluations.change(
        life.again().file,
        why_not_adviser="The evaluation of the case came to it.",
        by=life.senior,
        at=life.at,
    )
    changed = life.again().file.change
    if changed is None:
        raise ValueError("no level was proposed in the story")
    return changed


def stepped_down(life: Life, theme: Theme) -> Life:
    from trellis.casework.actions import cases

    life = reviewed(life, headway="good", days=60)
    proposed = lowered(life, level=1, why="Every condition for stepping down is met.")
    life.who.in_force(proposed, life.at)
    life.after(1)
    life.file = cases.step_down(life.file, by=life.senior, at=life.at)
    return life

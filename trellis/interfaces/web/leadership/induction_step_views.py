"""The forms by which an induction is begun and moved on: each with what is said where it cannot be."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts import queries as accounts
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.interfaces.web.events.forms import Reasons
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.leadership import forms, loading
from trellis.interfaces.web.leadership import induction_presenters as presenters
from trellis.interfaces.web.leadership.loading import Opened
from trellis.leadership.actions import inductions as actions
from trellis.leadership.models import THEMES
from trellis.leadership.queries import inductions as queries
from trellis.leadership.queries import mentors
from trellis.leadership.queries.inductions import InductionFile
from trellis.leadership.workflows.induction import INDUCTION
from trellis.schools import queries as schools
from trellis.schools.holders import at as holders_at
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

EXPLAINED = {
    "day": "What comes next is the needs analysis.",
    "without_day": "What comes next is the needs analysis. Why there was no induction day stays on the record.",
    "begin": "They book a place on each module, or you do so for them. The page of the induction shows the year.",
    "review": "You say what the induction gave you. The school improvement team then completes it.",
    "review_for": "You write down what the headteacher says.",
    "review_year": "You say what the year gave you. The school improvement team then completes it.",
    "review_year_for": "You write down what the headteacher says.",
    "complete": "The induction is over, and stays on the record.",
    "stop": "Nothing more is asked of anybody. What was written stays on the record.",
}
"""What each step does, said before it is taken."""
ASKS = {
    "day": "What the induction day led to",
    "without_day": "Why there is no induction day",
    "begin": "Which modules they begin with",
    "review": "What it gave you, and what you still need",
    "review_for": "What it gave them, and what they still need",
    "review_year": "What the year gave you, and what you still need",
    "review_year_for": "What the year gave them, and what they still need",
    "complete": "What comes after it",
    "stop": "Why it ends early",
}
"""The label of what each step asks for."""


@require_http_methods(["GET", "POST"])
def notify(request: HttpRequest) -> HttpResponse:
    """The form by which an induction is begun; and the induction."""
    opened = loading.induction_register(request)
    opened.need(Permission.INDUCTION_WORK, loading.TEAM)
    reached = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.INDUCTION_WORK, held=opened.frame.held
    ).filter(authority_id=opened.code, is_open=True)
    listed = [(urn, name) for urn, name, _ in schools.named(reached)]

    def done(given: dict[str, Any]) -> str:
        school = schools.school_of(int(given["school"]))
        if school is None:
            raise Http404
        made = actions.notify(
            school=school,
            name=given["who"],
            user=_account(school, given["who"], opened),
            started_on=given["started_on"],
            why=given["why"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("induction", args=[made.induction.pk])

    context = opened.context(
        step="Begin the induction of a headteacher",
        button="Begin the induction",
        explained="Where a headteacher of that name has an account at the school, they answer for themselves. Else the team writes down what they say.",
        cancel=f"{reverse('inductions')}?authority={opened.code}",
        back_text="Back to the inductions",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Notify(sent, schools=listed, initial={"seen": 0}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def set_type(request: HttpRequest, induction: int) -> HttpResponse:
    """The form of which kind of headship it is; and the kind."""
    opened, file = loading.works_on(request, induction)
    return _form(
        request,
        opened,
        file,
        name="type",
        explained="What follows depends on it: who is offered as a mentor, and whether there are modules through the year.",
        form_of=lambda sent: forms.Kind(sent, initial={"seen": len(file.steps), "kind": file.kind}),
        take=lambda given, now: actions.set_type(
            file, kind=given["kind"], reasons=given["reasons"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def eligibility(request: HttpRequest, induction: int) -> HttpResponse:
    """The form of whether somebody is eligible for a Professional Partner; and what is recorded."""
    opened, file = loading.works_on(request, induction)
    return _form(
        request,
        opened,
        file,
        step="Record whether they are eligible for a Professional Partner",
        button="Record it",
        seen=len(file.eligibilities),
        warned="" if file.kind == "first" else "Only of a first headship is this asked.",
        explained="First-time headteachers who are eligible are offered a Professional Partner; others a Local Leader of Education.",
        form_of=lambda sent: forms.Eligible(sent, initial={"seen": len(file.eligibilities)}),
        take=lambda given, now: actions.record_eligibility(
            file, eligible=given["eligible"] == "yes", words=given["words"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def analyse(request: HttpRequest, induction: int) -> HttpResponse:
    """The needs analysis, by theme: answered by the headteacher, or written down with one who has no account."""
    opened, file = loading.induction(request, induction, restricted=True)
    own = file.induction.user_id is not None
    if own and file.induction.user_id != opened.user.pk:
        raise PermissionDenied("The headteacher answers the needs analysis themselves.")
    if not own:
        opened, file = loading.works_on(request, induction)
    return _form(
        request,
        opened,
        file,
        name="analyse" if own else "analyse_for",
        explained=f"Only {'you' if own else 'the headteacher'} and the school improvement team read it: the chair and the governors do not. The team sees to each thing that you ask for within {actions.SEEN_TO_DAYS} days.",
        form_of=lambda sent: forms.Needs(sent, initial={"seen": len(file.steps)}),
        take=lambda given, now: actions.analyse(
            file,
            strengths=given["strengths"],
            needs={theme: given[theme] for theme in THEMES if given.get(theme)},
            by=opened.user,
            at=now,
        ),
    )


@require_http_methods(["GET", "POST"])
def see_to(request: HttpRequest, need: int) -> HttpResponse:
    """The form of how something was seen to that a needs analysis asks for; and what was done."""
    first = loading.induction_register(request)
    found = next(
        (
            (file, item)
            for file in queries.read_by(first.user, first.frame.held, today=first.today)
            for item in file.items
            if item.row.pk == need
        ),
        None,
    )
    if found is None:
        raise Http404
    file, item = found
    opened, file = loading.works_on(request, file.induction.pk, restricted=True)
    return _form(
        request,
        opened,
        file,
        step="Say how a need was seen to",
        button="Save what was done",
        seen=need,
        warned="This was seen to already." if item.done is not None else "",
        explained="The headteacher reads it.",
        facts=(
            (THEMES[item.row.theme], item.row.need),
            ("To be seen to by", words.day(item.row.due_on)),
        ),
        form_of=lambda sent: Reasons(
            sent, label="What was done", missing="Say what was done", initial={"seen": need}
        ),
        take=lambda given, now: actions.see_to(
            file, item.row, words=given["reasons"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, induction: int) -> HttpResponse:
    """Whom the rule offers in which order, who is left out and why, and the form by which somebody is chosen; and the choice."""
    opened, file = loading.works_on(request, induction)
    found = mentors.offered(file)
    mentor = file.mentor
    shown = presenters.matched(found, now=mentor.leader_id if mentor is not None else None)
    listed = [(str(pk), f"{name}, {place}. {why}") for pk, name, place, why in shown.offered]
    return _form(
        request,
        opened,
        file,
        name="rematch" if file.state == "modules" else "match",
        explained=shown.rule,
        template="leadership/mentor.html",
        shown=shown,
        mentor=mentor.leader if mentor is not None else None,
        form_of=lambda sent: forms.Mentor(sent, offered=listed, initial={"seen": len(file.steps)}),
        take=lambda given, now: actions.match(
            file, leader=int(given["leader"]), why=given["why"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, induction: int, move: str) -> HttpResponse:
    """The form of a step that needs no more than words; and the step."""
    name = move.replace("-", "_")
    if name not in actions.ASKED or "_" in move:
        raise Http404
    opened, file = loading.induction(request, induction)
    may = actions.may(opened.user, file, at=timezone.now(), held=opened.frame.held)
    if INDUCTION.by_name[name].permission not in may:
        raise PermissionDenied(f"This step is for {INDUCTION.by_name[name].actors}.")
    return _form(
        request,
        opened,
        file,
        name=name,
        explained=EXPLAINED[name],
        form_of=lambda sent: Reasons(
            sent,
            label=ASKS[name],
            missing=actions.ASKED[name].rstrip("."),
            initial={"seen": len(file.steps)},
        ),
        take=lambda given, now: actions.take(file, name, reasons=given["reasons"], by=opened.user, at=now),
    )


def _form(
    request: HttpRequest,
    opened: Opened,
    file: InductionFile,
    *,
    form_of: Callable[[Any], StepForm],
    take: Callable[[dict[str, Any], Any], object],
    explained: str,
    name: str = "",
    step: str = "",
    button: str = "",
    seen: int | None = None,
    warned: str = "",
    template: str = loading.STEP,
    **more: object,
) -> HttpResponse:
    """A form of an induction. `name` is the step of the machine that it takes, where it takes one."""
    pk = file.induction.pk
    label = INDUCTION.by_name[name].label if name else step

    def done(given: dict[str, Any]) -> str:
        take(given, timezone.now())
        return reverse("induction", args=[pk])

    context = opened.context(
        step=label,
        button=button or label,
        stands=f"{file.induction.name}, {file.induction.school.name}: {INDUCTION.said(file.state)}.",
        explained=explained,
        warned=warned or (_refused(file, name, opened) if name else ""),
        cancel=reverse("induction", args=[pk]),
        back_text="Back to the induction",
        **more,
    )
    return sending.answer(
        request,
        form_of=form_of,
        seen=len(file.steps) if seen is None else seen,
        take=done,
        context=context,
        template=template,
    )


def _refused(file: InductionFile, name: str, opened: Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    may = actions.may(opened.user, file, at=timezone.now(), held=opened.frame.held)
    try:
        INDUCTION.check(file, name, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return ""


def _account(school: School, name: str, opened: Opened) -> User | None:
    """The account of the headteacher of a school who is called so; None where there is none."""
    for each in holders_at(school.authority_id, on=opened.today).every:
        if (
            each.post.role.id == "headteacher"
            and each.post.urn == school.pk
            and each.name.casefold() == " ".join(name.split()).casefold()
        ):
            return accounts.account(each.user_id)
    return None

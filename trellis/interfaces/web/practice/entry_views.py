"""One entry as it is read; its words, which are the school’s; and the form of each step."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.practice import entry_presenters, forms, loading, presenters
from trellis.practice.actions import nominations, steps
from trellis.practice.queries import contact
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import GOOD_PRACTICE
from trellis.workflow import TransitionRefused


@require_safe
def entry(request: HttpRequest, practice: int) -> HttpResponse:
    """What is done, for whom and what shows it; for those who work on it what comes next, and who asked."""
    opened, file = loading.entry(request, practice, looked_at=f"good practice {practice}")
    school = file.entry.school
    works, answers = opened.works_on(school), opened.may(Permission.PRACTICE_CONSENT, school=school)
    may = steps.may(opened.user, school=school, at=timezone.now(), held=opened.frame.held)
    asked = contact.of_entry(practice, today=opened.today)
    mine = [each for each in asked if works or each.by_id == opened.user.pk]
    load = contact.load([school.pk], today=opened.today)
    context = opened.context(
        school=school,
        page=entry_presenters.present(file, may=may, by=opened.user, works=works),
        requests=entry_presenters.requests(mine, answers=answers),
        load=presenters.load_words(load.get(school.pk, 0)),
        asks=file.is_current
        and not answers
        and opened.frame.held.may(Permission.PRACTICE_ASK, authority=opened.code),
        words=answers and file.is_open,
        works=works,
    )
    return render(request, "practice/entry.html", context)


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, practice: int) -> HttpResponse:
    """The form of an entry’s words; and the words."""
    opened, file = loading.entry(request, practice, looked_at=f"good practice {practice}: words")
    taking.require(opened.user, Permission.PRACTICE_CONSENT, school=file.entry.school, on=opened.today)
    now = {name: getattr(file.wording, name) for name in forms.PARTS}
    context = opened.context(
        school=file.entry.school,
        step="Word the entry",
        button="Save the words",
        stands=f"{file.wording.title}: {GOOD_PRACTICE.said(file.state)}.",
        explained=(
            "What the directory shows stays as it is until an adviser has seen that the new words are so."
            if file.shown is not None
            else "These are the words that the school consents to, and that an adviser verifies."
        ),
        cancel=reverse("good_practice", args=[practice]),
        back_text="Back to the entry",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Wording(
            sent, whole=file.state != "nominated", initial={**now, "seen": file.wording.number}
        ),
        seen=file.wording.number,
        take=lambda given: _worded(file, opened, given),
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, practice: int, name: str) -> HttpResponse:
    """The form of one step of an entry; and the step."""
    step = name.replace("-", "_")
    if step not in steps.ASKED or "_" in name:
        raise Http404
    opened, file = loading.entry(request, practice, looked_at=f"good practice {practice}: {name}")
    chosen, school = GOOD_PRACTICE.by_name[step], file.entry.school
    taking.require(opened.user, Permission(chosen.permission), school=school, on=opened.today)
    seen = len(file.steps) * 1000 + file.wording.number  # new words change what a step is taken about

    def form_of(sent: Mapping[str, Any] | None) -> forms.Reasons:
        return forms.Reasons(
            sent, label=entry_presenters.ASKS[step], missing=steps.ASKED[step], initial={"seen": seen}
        )

    def done(given: dict[str, Any]) -> str:
        steps.take(file, step, reasons=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("good_practice", args=[practice])

    context = opened.context(
        school=school,
        step=chosen.label,
        button=chosen.label,
        stands=f"{file.wording.title}: {GOOD_PRACTICE.said(file.state)}.",
        explained=entry_presenters.EXPLAINED[step],
        warned=_warned(step, file, opened),
        facts=entry_presenters.facts(file.wording),
        cancel=reverse("good_practice", args=[practice]),
        back_text="Back to the entry",
    )
    return sending.answer(
        request, form_of=form_of, seen=seen, take=done, context=context, template=loading.STEP
    )


def _worded(file: EntryFile, opened: loading.Opened, given: dict[str, Any]) -> str:
    nominations.word(file, words=forms.words_of(given), by=opened.user, at=timezone.now())
    return reverse("good_practice", args=[file.entry.pk])


def _warned(step: str, file: EntryFile, opened: loading.Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    may = steps.may(opened.user, school=file.entry.school, at=timezone.now(), held=opened.frame.held)
    try:
        GOOD_PRACTICE.check(file, step, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return steps.refusal(file, step, by=opened.user)

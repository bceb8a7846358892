"""The enquiry library: searched, one enquiry, and the forms by which one is posted, worded and put forward."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.events.forms import Reasons
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.leadership import forms, loading
from trellis.interfaces.web.leadership.loading import Opened
from trellis.leadership.actions import academy as actions
from trellis.leadership.queries import academy as queries
from trellis.leadership.queries.academy import EnquiryFile
from trellis.practice import areas
from trellis.practice.queries import entries
from trellis.schools import queries as schools

MOST = 100
"""How many enquiries a page lists."""
LONGEST = 200
_WRITERS = (
    "Enquiries are posted by headteachers, system leaders and the people of the school improvement team."
)


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What was looked into, as it is searched for."""
    opened = loading.academy(request)
    q = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    area = request.GET.get("area", "")
    known = areas.every()
    area = area if area in known else ""
    every = queries.enquiries(opened.code, today=opened.today)
    found = queries.found(every, words=q, area=area)
    context = opened.context(
        q=q,
        area=area,
        areas=[(each.id, each.name) for each in known.values()],
        found=words.count(len(found), "enquiry", "enquiries"),
        more=f"Only the newest {MOST} are listed." if len(found) > MOST else "",
        lines=[_line(each) for each in found[:MOST]],
        narrowed=bool(q or area),
        writes=opened.may(Permission.ENQUIRY_WRITE),
    )
    return render(request, "leadership/library.html", context)


@require_safe
def enquiry(request: HttpRequest, enquiry: int) -> HttpResponse:
    """One enquiry, with every wording that it had."""
    opened, file = loading.enquiry(request, enquiry)
    told = file.wording
    context = opened.context(
        id=enquiry,
        title=told.title,
        facts=(
            ("The question", told.question),
            ("How it was looked into", told.method),
            ("What was found", told.found),
            ("Where it applies", told.applies),
            ("Areas of practice", ", ".join(areas.names(told.areas))),
            ("Made at", file.enquiry.school.name if file.enquiry.school is not None else "No single school"),
            ("Posted by", f"{file.enquiry.by.name}, {words.moment(file.enquiry.at)}"),
        ),
        wordings=[
            f"Wording {each.number}: {each.by.name}, {words.moment(each.at)}" for each in file.wordings
        ],
        promoted=_promoted(opened, file),
        words=_may_word(opened, file),
        promotes=_may_promote(opened, file),
    )
    return render(request, "leadership/enquiry.html", context)


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """The form of a new enquiry; and the enquiry."""
    opened = loading.academy(request)
    opened.need(Permission.ENQUIRY_WRITE, _WRITERS)
    held = opened.frame.held
    reached = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.ENQUIRY_WRITE, held=held
    ).filter(authority_id=opened.code)
    listed = [(urn, name) for urn, name, _ in schools.named(reached)]
    must = all(each.role.at_school for each in held.posts_with(Permission.ENQUIRY_WRITE))

    def done(given: dict[str, Any]) -> str:
        chosen = given["school"]
        made = actions.post(
            authority=opened.code,
            school=schools.school_of(int(chosen)) if chosen != forms.NOBODY else None,
            words=forms.words_of(given),
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("enquiry", args=[made.enquiry.pk])

    context = opened.context(
        step="Post an enquiry",
        button="Post the enquiry",
        explained="Everybody who reads the library reads it, with your name. You can word it anew; what it said before stays.",
        cancel=f"{reverse('enquiries')}?authority={opened.code}",
        back_text="Back to the library",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Post(sent, schools=listed, must=must, initial={"seen": 0}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, enquiry: int) -> HttpResponse:
    """The form by which an enquiry is worded anew; and the words."""
    opened, file = loading.enquiry(request, enquiry)
    if not _may_word(opened, file):
        opened.need(
            Permission.ACADEMY_KEEP, "An enquiry is worded by whoever posted it, or who keeps the library."
        )
    told = file.wording

    def done(given: dict[str, Any]) -> str:
        actions.word(file, words=forms.words_of(given), by=opened.user, at=timezone.now())
        return reverse("enquiry", args=[enquiry])

    context = _about(opened, file, step="Word the enquiry", button="Save the words")
    names = ("title", "question", "method", "found", "applies", "areas")
    first = {name: getattr(told, name) for name in names}
    return sending.answer(
        request,
        form_of=lambda sent: forms.Enquire(sent, initial={**first, "seen": told.number}),
        seen=told.number,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def promote(request: HttpRequest, enquiry: int) -> HttpResponse:
    """The form by which an enquiry is put forward for the directory of good practice; and the nomination."""
    opened, file = loading.enquiry(request, enquiry)
    school = file.enquiry.school
    if school is None:
        raise Http404
    taking.require(opened.user, Permission.PRACTICE_NOMINATE, school=school, on=opened.today)

    def done(given: dict[str, Any]) -> str:
        entry = actions.promote(file, why=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("good_practice", args=[entry.pk])

    context = _about(
        opened,
        file,
        step="Put it forward as good practice",
        button="Nominate it",
        explained=f"{school.name} is asked for its consent, and somebody else verifies it, as with every entry of the directory.",
        warned="This enquiry has been put forward already." if file.promotion is not None else "",
    )
    return sending.answer(
        request,
        form_of=lambda sent: Reasons(
            sent,
            label="Why others should see it",
            missing="Say why others should see it",
            initial={"seen": file.wording.number},
        ),
        seen=file.wording.number,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _about(opened: Opened, file: EnquiryFile, **more: object) -> dict[str, object]:
    return opened.context(
        stands=f"{file.wording.title}.",
        cancel=reverse("enquiry", args=[file.enquiry.pk]),
        back_text="Back to the enquiry",
        **more,
    )


def _line(file: EnquiryFile) -> dict[str, object]:
    told = file.wording
    return {
        "id": file.enquiry.pk,
        "title": told.title,
        "question": told.question,
        "areas": ", ".join(areas.names(told.areas)),
        "applies": told.applies,
        "school": file.enquiry.school.name if file.enquiry.school is not None else "No single school",
    }


def _may_word(opened: Opened, file: EnquiryFile) -> bool:
    own = file.enquiry.by_id == opened.user.pk and opened.may(Permission.ENQUIRY_WRITE)
    return own or opened.may(Permission.ACADEMY_KEEP)


def _may_promote(opened: Opened, file: EnquiryFile) -> bool:
    school = file.enquiry.school
    return (
        file.promotion is None
        and school is not None
        and school.is_open
        and opened.may(Permission.PRACTICE_NOMINATE, school=school)
    )


def _promoted(opened: Opened, file: EnquiryFile) -> int:
    """The entry that it was put forward as, where the reader may read that; else 0."""
    if file.promotion is None:
        return 0
    found = entries.one(file.promotion.entry_id, authorities=(opened.code,), today=opened.today)
    return file.promotion.entry_id if found and entries.may_read(found, opened.frame.held) else 0

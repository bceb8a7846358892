"""What surrounds every page: whose service this is, who is signed in, and where they can go."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.notices.queries import counted
from trellis.schools import queries as schools

MOST_COUNTED = 99


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the service that the user may open, as the navigation names it."""

    name: str
    text: str
    href: str
    active: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The header and navigation of one page.

    `searches` is true for whoever may see a school, and so may look for one. `notices` says how much is new to the
    reader; "" for whoever is told nothing.
    """

    organisation: str
    navigation: tuple[Section, ...]
    user_name: str
    held: Access
    searches: bool = False
    notices: str = ""


EMPTY = Frame(organisation="Trellis", navigation=(), user_name="", held=Access(()))


def frame(request: HttpRequest, *, here: str = "") -> Frame:
    """Return what surrounds a page for this user. `here` names the section.

    This will make three queries, and two more once a minute, for how much is new to the user; none where it was asked
    for already while the same request was answered, as a page that opens a school and an error page do.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return EMPTY
    kept: tuple[int, Frame] | None = getattr(request, "_trellis_frame", None)
    if kept is None or kept[0] != user.pk:
        kept = (user.pk, _read(user))
        request._trellis_frame = kept  # type: ignore[attr-defined]
    return replace(
        kept[1], navigation=tuple(replace(each, active=each.name == here) for each in kept[1].navigation)
    )


def _read(user: User) -> Frame:
    held = access.of(user, on=timezone.localdate())
    items = [("home", "Home", reverse("home"))] if held.held else []
    if held.may(Permission.COUNTS_READ):
        items += [("overview", "Overview", reverse("overview"))]
    if held.may(Permission.EVIDENCE_READ) or held.may(Permission.COUNTS_READ):
        items += [("schools", "Schools", reverse("schools"))]
    if held.may(Permission.LEVEL_READ):
        items += [("register", "Register", reverse("register"))]
    if held.may(Permission.CASE_READ) and held.may(Permission.DATA_READ):
        items += [("due", "Due", reverse("due")), ("cases", "Cases", reverse("cases"))]
    if held.may(Permission.OUTCOMES_READ) and not held.may(Permission.GROUP_PAPER):
        items += [("outcomes", "Outcomes", reverse("outcomes"))]
    if held.may(Permission.EVIDENCE_READ) and held.may(Permission.DATA_READ):
        items += [("early_warning", "Early warning", reverse("early_warning"))]
    if held.may(Permission.AREA_READ):
        items += [("needs", "Strengths and needs", reverse("needs"))]
    if held.may(Permission.PRACTICE_READ) or held.may(Permission.PRACTICE_COUNTS):
        items += [
            ("practice", "Good practice", reverse("practice")),
            ("support", "Support", reverse("support")),
        ]
    if held.may(Permission.CRITERIA_READ):
        items += [("judged", "How schools are judged", reverse("how_judged"))]
    if held.may(Permission.COUNTS_READ):
        items += [("runs", "Screening runs", reverse("runs"))]
    if held.may(Permission.WHAT_IF):
        items += [("what_if", "What if", reverse("what_if"))]
    if held.may(Permission.DATA_READ):
        items += [("data", "Data", reverse("data"))]
    if held.may(Permission.ACCOUNTS_MANAGE):
        items += [("people", "People", reverse("people"))]
    elif held.may(Permission.SCHOOLS_ALLOCATE):
        items += [("people", "Allocation", reverse("allocation"))]
    items += [("account", "Your account", reverse("account"))]
    return Frame(
        organisation=", ".join(authority.name for authority in schools.authorities_of(held)) or "Trellis",
        navigation=tuple(Section(name=name, text=text, href=href) for name, text, href in items),
        user_name=user.name,
        held=held,
        searches=held.may(Permission.LEVEL_READ),
        notices=_notices(user, held),
    )


def _notices(user: User, held: Access) -> str:
    if not counted.is_told(held):
        return ""
    new = counted.new_to(user, held=held, at=timezone.now())
    if not new:
        return "Notices"
    shown = str(new) if new <= MOST_COUNTED else f"More than {MOST_COUNTED}"
    return f"{shown} new {'notice' if new == 1 else 'notices'}"

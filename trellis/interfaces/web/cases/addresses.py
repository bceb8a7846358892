"""Where things are done: the address of a page of a school’s casework, as far as there is such a page."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.schools import queries as schools
from trellis.schools.models import School


def of(name: str, urn: int) -> str:
    """The address of a page by its name; "" where this installation has no such page."""
    try:
        return reverse(name, args=(urn,))
    except NoReverseMatch:
        return ""


def of_ask(page: str, step: str, urn: int) -> str:
    """The address at which something that is due is done: the form of its step, or the page it belongs to; else the case."""
    forms = {"case": "take_case", "level": "take_level"}
    if step and page in forms:
        slug = step if page == "case" else step.replace("-", "_")
        return reverse(forms[page], args=(urn, slug))
    return of(page, urn) or of("case", urn)


def of_due(school: School, held: Access) -> str:
    """The address of what is due of a school; "" for whoever may not open that page, as the school itself may not."""
    code = school.authority_id
    opens = held.may(Permission.DATA_READ, authority=code)
    if not opens or not schools.reaches(held, Permission.CASE_READ, school=school):
        return ""
    return f"{reverse('due')}?{urlencode({'school': school.pk, 'authority': code})}"

"""Documents of the fictitious authority: a letter that was issued, a briefing pack in draft, and a report with its approver."""

from datetime import datetime

from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework.queries import levels
from trellis.documents import catalogue, queries
from trellis.documents.actions import moving, writing
from trellis.documents.kind import Kind
from trellis.documents.queries import DocumentFile
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School


def play(*, authority: str, at: datetime) -> int:
    """Make the documents through the actions of the pages. Returns how many."""
    of = Authority.objects.get(pk=authority)
    principal, director, officer = (_held(role, authority) for role in ("pa", "director", "data_officer"))
    on = timezone.localdate(at)
    standing = levels.standing(schools.open_schools_of(authority), on=on)
    urn = next((urn for urn, case in sorted(standing.items()) if case.level > 1), None)
    made = 0
    if urn is not None:
        school = School.objects.select_related("authority").get(pk=urn)
        letter = _made("level-letter", of, school, by=principal, at=at)
        if letter is not None:
            letter = moving.submit(letter, by=principal, at=at)
            letter = moving.approve(letter, by=director, at=at)
            moving.issue(letter, issued_to=letter.kind.usually_to, by=principal, at=at)
            made += 1
        made += _made("briefing-pack", of, school, by=principal, at=at) is not None
    report = _made("termly-report", of, None, by=officer, at=at)
    if report is not None:
        moving.submit(report, by=officer, at=at)
        made += 1
    return made


def _made(
    name: str, authority: Authority, school: School | None, *, by: User, at: datetime
) -> DocumentFile | None:
    kind: Kind = catalogue.every()[name]
    choices = queries.choices(kind, authority=authority, school=school, today=timezone.localdate(at))
    if not choices:
        return None
    return writing.make(kind, authority=authority, school=school, about=choices[0].about, by=by, at=at)


def _held(role: str, authority: str) -> User:
    return User.objects.filter(posts__role=role, posts__authority_code=authority).order_by("pk")[0]

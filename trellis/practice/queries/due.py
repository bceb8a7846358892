"""What the directory asks for, derived from what has happened. Nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.practice.models import ContactRequest
from trellis.practice.queries import contact, entries
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import DECIDER, HEAD, VERIFIER
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

CONSENT_DAYS = 21
VERIFY_DAYS = 28
PUBLISH_DAYS = 7
DECIDE_DAYS = 7
ANSWER_DAYS = 10
SOON_DAYS = 30
"""From how many days before its year is over an entry’s review is told of."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of a school’s entry. `page` and `args` are the address at which it is done.

    `entry` is that of the page that everybody reads who may; `not_of` are accounts that may not take it.
    """

    school: School
    what: str
    by: date
    page: str
    args: tuple[int | str, ...]
    entry: int
    permission: Permission
    who: str
    not_of: frozenset[int] = frozenset()

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose step it is, by account."""
        may = holders.who_may(self.permission, school=self.school)
        return {pk: name for pk, name in may.items() if pk not in self.not_of}

    @property
    def key(self) -> tuple[str, tuple[int | str, ...]]:
        return self.page, self.args


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each, mine in told(user, held, today) if mine)


def told(user: User, held: Access, today: date) -> tuple[tuple[Due, bool], ...]:
    """What is due of the entries that the user works on, and of each whether it waits for them. Theirs come first."""
    seen = _seen(user, held, today)
    aside = (
        set(schools.aside_from(user, on=today, held=held))
        if seen and held.may(Permission.PRACTICE_VERIFY)
        else set()
    )

    def mine(each: Due) -> bool:
        return (
            schools.reaches(held, each.permission, school=each.school)
            and user.pk not in each.not_of
            and (each.permission == Permission.PRACTICE_CONSENT or each.school.pk not in aside)
        )

    found = [(each, mine(each)) for each in seen]
    return tuple(sorted(found, key=lambda each: (not each[1], *_first(each[0]))))


def of_entry(file: EntryFile) -> tuple[Due, ...]:
    """What an entry asks for where it stands, whoever does it."""
    return tuple(_of_entry(file))


def of_request(asked: ContactRequest) -> Due:
    """The answer to a request for contact."""
    return Due(
        school=asked.school,
        what="Answer a request for contact about your practice",
        by=timezone.localdate(asked.at) + timedelta(days=ANSWER_DAYS),
        page="answer_contact",
        args=(asked.pk,),
        entry=asked.entry_id,
        permission=Permission.PRACTICE_CONSENT,
        who=HEAD,
    )


def _seen(user: User, held: Access, today: date) -> list[Due]:
    if not any(held.may(each) for each in (Permission.PRACTICE_CONSENT, Permission.PRACTICE_NOMINATE)):
        return []
    seen = schools.visible_to(user, on=today, permission=Permission.PRACTICE_NOMINATE, held=held)
    found = [each for file in entries.asking(seen, today=today, soon=SOON_DAYS) for each in of_entry(file)]
    return found + [of_request(each) for each in contact.open_of(seen, today=today)]


def _of_entry(file: EntryFile) -> Iterator[Due]:
    since = timezone.localdate(file.steps[-1].at)

    def due(what: str, *, by: date, step: str, who: str, head: bool = False, not_mine: bool = False) -> Due:
        return Due(
            school=file.entry.school,
            what=f"{what}: {file.wording.title}",
            by=by,
            page="take_practice",
            args=(file.entry.pk, step),
            entry=file.entry.pk,
            permission=Permission.PRACTICE_CONSENT if head else Permission.PRACTICE_VERIFY,
            who=who,
            not_of=frozenset({file.entry.by_id}) if not_mine else frozenset(),
        )

    match file.state:
        case "nominated":
            yield due(
                "Consent to an entry of good practice, or decline",
                by=since + timedelta(days=CONSENT_DAYS),
                step="consent",
                who=HEAD,
                head=True,
            )
        case "consented":
            yield due(
                "Verify good practice",
                by=since + timedelta(days=VERIFY_DAYS),
                step="verify",
                who=VERIFIER,
                not_mine=True,
            )
        case "verified":
            yield due(
                "Publish good practice", by=since + timedelta(days=PUBLISH_DAYS), step="publish", who=DECIDER
            )
        case "under_review":
            began = timezone.localdate(file.caused_at) if file.is_held and file.caused_at else since
            yield due(
                "Decide about an entry that is under review",
                by=began + timedelta(days=DECIDE_DAYS),
                step="keep",
                who=DECIDER,
            )
        case "published":
            by = file.review_by
            if by is not None and by - file.today <= timedelta(days=SOON_DAYS):
                yield due("Review good practice", by=by, step="refresh", who=VERIFIER, not_mine=True)
            elif file.has_new_words:
                written = timezone.localdate(file.wording.at)
                yield due(
                    "Look at the school’s new words for its good practice",
                    by=written + timedelta(days=VERIFY_DAYS),
                    step="refresh",
                    who=VERIFIER,
                    not_mine=True,
                )


def _first(each: Due) -> tuple[date, str, int]:
    return each.by, each.school.name, each.entry

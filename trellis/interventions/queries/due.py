"""What is due of notices and concerns, derived from what has happened. Nothing here is stored."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.interventions import law
from trellis.interventions.queries import challenges, concerns, notices
from trellis.interventions.queries.challenges import ChallengeFile
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.academy_concern import RAISER, REFERRER
from trellis.interventions.workflows.challenge import ANSWERER
from trellis.interventions.workflows.warning_notice import DECIDES, WRITER
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

_RESTRICTED, _NOTICE, _CONCERN = Permission.RESTRICTED_READ, Permission.NOTICE_READ, Permission.CONCERN_READ
File = TypeVar("File", NoticeFile, ConcernFile, ChallengeFile)


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of a school. `page` and `args` are the name of the address at which it is done, and its parts.

    `who` says in words who usually does it; `note` what the day rests on; `is_told` is whether the school knows of what it
    belongs to: where it does not, it is told to nobody but those whose step it is, and leaves the service by no e-mail.
    `not_of` are the accounts of those who may not take it though their post would let them.
    """

    school: School
    kind: str
    what: str
    by: date | None
    page: str
    args: tuple[int | str, ...]
    permission: Permission
    who: str
    is_told: bool
    note: str = ""
    not_of: frozenset[int] = frozenset()

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose step it is, by account: everybody whose post lets them take it, but for those who may not."""
        may = holders.who_may(self.permission, school=self.school)
        return {pk: name for pk, name in may.items() if pk not in self.not_of}

    @property
    def key(self) -> tuple[str, tuple[int | str, ...]]:
        """What tells it from every other: the address at which it is done."""
        return self.page, self.args


@dataclass(frozen=True, kw_only=True)
class Open:
    """What is open at the schools that somebody reads any of it of; `of` and `of_others` say who is shown which."""

    notices: Sequence[NoticeFile] = ()
    concerns: Sequence[ConcernFile] = ()
    challenges: Sequence[ChallengeFile] = ()


def opened(user: User, held: Access, today: date) -> Open:
    """Read what is open once, for `of` and `of_others` both."""
    wanted = [each for each in (_RESTRICTED, _NOTICE, _CONCERN) if held.may(each)]
    if not wanted:
        return Open()
    reached = School.objects.none()
    for permission in wanted:
        reached |= schools.visible_to(user, on=today, permission=permission, held=held)
    return Open(
        notices=notices.open_of_schools(reached, today=today),
        concerns=concerns.open_of_schools(reached, today=today),
        challenges=challenges.open_of_schools(reached, today=today),
    )


def of(user: User, held: Access, today: date, *, read: Open | None = None) -> tuple[Due, ...]:
    """What waits for the user, whose posts are `held`: the earliest day first, then what has no day."""
    read = read or opened(user, held, today)
    found: list[Due] = []
    if held.may(Permission.NOTICE_WRITE) or held.may(Permission.NOTICE_GIVE):
        for notice in _own(read.notices, user, held, today):
            found += [each for each in of_notice(notice) if user.pk not in each.not_of]
    if held.may(Permission.CONCERN_WRITE) or held.may(Permission.CONCERN_ESCALATE):
        for concern in _own(read.concerns, user, held, today):
            found += of_concern(concern)
    if held.may(Permission.NOTICE_WRITE) or held.may(Permission.LEVEL_ANSWER):
        for letter in _read_of(read.challenges, held, _NOTICE):
            found += of_challenge(letter)
    mine = [each for each in found if schools.reaches(held, each.permission, school=each.school)]
    return tuple(sorted(mine, key=_first))


def of_others(held: Access, *, read: Open, mine: Iterable[Due]) -> tuple[Due, ...]:
    """What waits for others, of the notices and concerns that the user may read and the school knows of.

    `mine` is what `of` told of the user, which is left out.
    What the school does not know of is left to those whose step it is: their own page has it.
    """
    found: list[Due] = []
    for notice in _read_of(read.notices, held, _NOTICE):
        found += of_notice(notice)
    for letter in _read_of(read.challenges, held, _NOTICE):
        found += of_challenge(letter)
    for concern in _read_of(read.concerns, held, _CONCERN):
        # A referral of which the academy was not told would make what it knows say that its answer is still waited for
        found += of_concern(concern) if all(each.told for each in concern.steps[1:]) else ()
    told = {each.key for each in mine}
    theirs = [each for each in found if each.is_told and each.key not in told]
    return tuple(sorted(theirs, key=_first))


def _own(files: Iterable[File], user: User, held: Access, today: date) -> list[File]:
    """Those whose drafts the user may read, without the schools from which they stand aside."""
    reached = _read_of(files, held, _RESTRICTED)
    aside = frozenset(schools.aside_from(user, on=today, held=held)) if reached else frozenset()
    return [each for each in reached if each.school.pk not in aside]


def _read_of(files: Iterable[File], held: Access, permission: Permission) -> list[File]:
    return [each for each in files if schools.reaches(held, permission, school=each.school)]


def of_notice(file: NoticeFile) -> tuple[Due, ...]:
    """What a notice asks for where it stands, whoever does it."""
    return tuple(_of_notice(file))


def of_concern(file: ConcernFile) -> tuple[Due, ...]:
    """What a concern asks for where it stands, whoever does it."""
    return tuple(_of_concern(file))


def of_challenge(file: ChallengeFile) -> tuple[Due, ...]:
    """What a letter of challenge asks for where it stands: the school's answer, and then the authority's look at it."""
    asked = file.challenge

    def due(what: str, *, by: date, step: str, permission: Permission, who: str) -> Due:
        return Due(
            school=asked.school,
            kind="challenge_step",
            is_told=True,
            what=what,
            by=by,
            page="take_challenge",
            args=(asked.school_id, asked.pk, step),
            permission=permission,
            who=who,
        )

    if file.state == "sent":
        answers = due(
            "Answer the letter of challenge",
            by=asked.answer_by,
            step="answer",
            permission=Permission.LEVEL_ANSWER,
            who=ANSWERER,
        )
        if not file.is_late:
            return (answers,)
        chases = due(
            "No answer to the letter of challenge has come: ask for it, or close the letter",
            by=asked.answer_by,
            step="give-up",
            permission=Permission.NOTICE_WRITE,
            who=WRITER,
        )
        return (answers, chases)
    if file.state == "answered":
        looks = due(
            "The school answered the letter of challenge: say whether what was asked for is done",
            by=asked.answer_by,
            step="meet",
            permission=Permission.NOTICE_WRITE,
            who=WRITER,
        )
        return (looks,)
    return ()


def limit_of(file: NoticeFile, power: str) -> date | None:
    """The day by which a power may be used, counted in months from the compliance day; None where the law file has no limit."""
    known, ends = law.held().power(power), file.comply_by
    if known is None or known.limit_months is None or ends is None:
        return None
    return months_after(ends, known.limit_months)


def months_after(day: date, months: int) -> date:
    """The day so many months after; the last of its month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _of_notice(file: NoticeFile) -> Iterator[Due]:
    def asked(what: str, step: str, *, by: date | None = None, gives: bool = False, note: str = "") -> Due:
        return Due(
            school=file.notice.school,
            kind="notice_copies" if step == "copy" else "notice_step",
            is_told=file.is_given,
            what=what,
            by=by,
            page="take_notice",
            args=(file.notice.school_id, file.notice.pk, step),
            permission=Permission.NOTICE_GIVE if gives else Permission.NOTICE_WRITE,
            who=DECIDES if gives else WRITER,
            note=note,
            # Whoever drafted a notice does not give it: it waits for somebody else
            not_of=frozenset(file.drafters) if step == "give" else frozenset(),
        )

    given = file.giving
    match file.state:
        case "considering":
            yield asked("Draft the warning notice, or decide not to give it", "draft")
        case "drafted":
            yield asked("Have the draft of the warning notice checked by a lawyer", "check")
        case "legal_check" if file.check is not None and not file.check.is_sound:
            yield asked("Draft the warning notice again: the legal check asks for changes", "redraft")
        case "legal_check" if not file.blocked:
            yield asked("Give the warning notice", "give", gives=True)
        case "given" if given is not None and file.copies_waiting:
            names = "; ".join(each.name for each in file.copies_waiting)
            yield asked(
                f"Send copies of the warning notice: {names}",
                "copy",
                by=given.given_on,
                note="Copies go at once.",
            )
        case "given":
            yield asked("Confirm that all copies of the warning notice are sent", "run")
        case "running" if given is not None and file.today > given.comply_by:
            yield asked(
                "Say whether the warning notice was complied with", "fail", by=given.comply_by, gives=True
            )
        case "not_complied":
            yield asked("Give written notice of a power, or close the notice", "propose-power", gives=True)
        case "power_proposed" if file.power_from is not None and file.today >= file.power_from:
            yield asked(
                "Record that the school is eligible for intervention",
                "become-eligible",
                by=file.power_from,
                gives=True,
            )
        case "eligible":
            limits = [limit_of(file, power) for power, _ in file.proposed]
            by = min((each for each in limits if each is not None), default=None)
            yield asked(
                "Use the power, or close the notice",
                "use-power",
                by=by,
                gives=True,
                note=law.held().limit_note if by else "",
            )
        case "complied" | "lifted":
            yield asked("Close the warning notice", "close")


def _of_concern(file: ConcernFile) -> Iterator[Due]:
    def asked(what: str, step: str, *, by: date | None = None, refers: bool = False) -> Due:
        return Due(
            school=file.concern.school,
            kind="concern_step",
            is_told=file.is_told and file.steps[-1].told,
            what=what,
            by=by,
            page="take_concern",
            args=(file.concern.school_id, file.concern.pk, step),
            permission=Permission.CONCERN_ESCALATE if refers else Permission.CONCERN_WRITE,
            who=REFERRER if refers else RAISER,
        )

    due = file.reply_due
    match file.state:
        case "noted" if file.concern.is_safeguarding:
            yield asked(
                "Decide whether the safeguarding concern goes straight to Ofsted",
                "refer-safeguarding",
                refers=True,
            )
            yield asked("Discuss the concern with the academy", "discuss")
        case "noted":
            yield asked("Discuss the concern with the academy", "discuss")
        case "discussed":
            yield asked("Raise the concern in writing with the trust, or resolve it", "raise-in-writing")
        case "raised" if due is not None and file.today > due:
            yield asked(
                "The trust’s answer is due: refer the concern, or record that it is resolved",
                "escalate",
                by=due + timedelta(days=1),
                refers=True,
            )
        case "resolved" | "outcome":
            yield asked("Close the concern", "close")


def _first(each: Due) -> tuple[date, str, str]:
    return (each.by or date.max, each.school.name, each.what)

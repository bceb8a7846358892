"""A warning notice as a page: what it says, where it stands, what comes next and who decides. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from trellis.interfaces.web.govuk import flow, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.interventions import presenters
from trellis.interfaces.web.interventions.presenters import Done, Line, Next
from trellis.interventions.actions.following import COPIES_IN
from trellis.interventions.models import Basis, Draft, Giving, NoticeStep, SecretaryNotice
from trellis.interventions.queries import due
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE

ROWS = (
    ("considering", "drafted", "legal_check", "given", "running", "complied"),
    ("withdrawn", "superseded", "power_used", "eligible", "power_proposed", "not_complied"),
    ("closed", "lifted"),
)
"""Where the boxes stand: out along the top, and back below."""
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Held:
    """One of those who must have a copy."""

    name: str
    sent: str


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """One notice, ready for its page."""

    id: int
    title: str
    state: str
    is_given: bool
    clock: str
    clock_is_late: bool
    why: str
    facts: Facts
    states: Facts
    drafted: str
    checks: tuple[tuple[str, str, str], ...]
    copies: tuple[Held, ...]
    may_copy: bool
    powers: tuple[tuple[str, Facts], ...]
    flow: Flow
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, kw_only=True)
class SecretaryShown:
    """A notice of the Secretary of State."""

    id: int
    title: str
    about: str
    by: str
    ended: str


def present(file: NoticeFile, *, may: Collection[str], drafted_it: bool, whole: bool) -> NoticePage:
    """Return the page of a notice. `whole` is whether the reader reads what was written before it was given."""
    offers = {
        offer.transition.name: offer for offer in WARNING_NOTICE.offers(file, state=file.state, may=may)
    }
    asked = due.of_notice(file)
    also = {"give": "You drafted this notice, so somebody else must give it."} if drafted_it else {}
    said: Giving | Draft | None = file.giving or file.draft
    return NoticePage(
        id=file.notice.pk,
        title=title(file),
        state=file.state_words,
        is_given=file.is_given,
        clock=_clock(file),
        clock_is_late=file.state == "running" and file.comply_by is not None and file.today > file.comply_by,
        why=file.notice.why if whole else "",
        facts=_facts(file),
        states=states(said) if said is not None else (),
        drafted=_drafted(file) if whole else "",
        checks=tuple(
            (
                f"{each.lawyer}, {words.day(each.checked_on)}, of draft {each.draft.revision}",
                "It may be given as it is." if each.is_sound else "It is to be changed first.",
                each.advice,
            )
            for each in file.checks
        ),
        copies=_copies(file) if file.is_given else (),
        may_copy="notice_write" in may and file.state in COPIES_IN and bool(file.copies_open),
        powers=tuple(
            (
                each.power_name,
                (
                    ("Under", each.law),
                    ("From", words.day(each.from_date)),
                    ("What is done", each.what),
                    ("Who was consulted", each.consulted),
                    *((("Consent", each.consent),) if each.consent else ()),
                ),
            )
            for each in file.powers
        ),
        flow=flow.draw(
            WARNING_NOTICE, current=file.state, passed={step.state for step in file.steps[:-1]}, rows=ROWS
        ),
        nexts=presenters.nexts(
            WARNING_NOTICE.ahead(file.state, file), offers, asked, also=also, when=_when(file)
        ),
        done=tuple(_done(step) for step in file.steps),
    )


def title(file: NoticeFile) -> str:
    if file.giving is not None:
        return f"Warning notice of {words.day(file.giving.given_on)}"
    return f"Warning notice considered on {words.day(timezone.localdate(file.notice.at))}"


def states(said: Giving | Draft) -> Facts:
    """What a notice states, as (label, words)."""
    return (
        ("Given under", f"{said.law} ({said.kind_name.lower()})"),
        ("Grounds", "; ".join(name for _, name in said.grounds)),
        ("Matters on which it rests", said.matters),
        ("Action that the governing body is to take", said.required),
        ("Compliance period", f"{said.days} {Basis(said.basis).label}"),
        ("Powers that the authority is minded to use", "; ".join(name for _, name in said.powers)),
        ("Guidance", said.guidance),
    )


def line(file: NoticeFile) -> Line:
    asked = due.of_notice(file)
    first = asked[0] if asked else None
    when = first.by if first is not None and first.by is not None else None
    running = file.state == "running" and not asked
    return Line(
        id=file.notice.pk,
        urn=file.notice.school_id,
        school=file.notice.school.name,
        title=title(file),
        state=file.state_words,
        since=words.day(timezone.localdate(file.steps[-1].at)),
        next="The governing body complies" if running else first.what if first is not None else "",
        when=words.day(file.comply_by if running else when),
        late=presenters.late(asked, today=file.today),
        who="The governing body" if running else words.first_up(first.who) if first is not None else "",
    )


def secretary(row: SecretaryNotice) -> SecretaryShown:
    ended = getattr(row, "ended", None)
    return SecretaryShown(
        id=row.pk,
        title=f"The Secretary of State’s notice of {words.day(row.given_on)}",
        about=row.about,
        by=f"Recorded by {row.by.name}, {words.moment(row.at)}",
        ended=(
            f"On {words.day(ended.told_on)} the authority was told that it may give notices again: {ended.words} "
            f"({ended.by.name}, {words.moment(ended.at)})"
            if ended is not None
            else ""
        ),
    )


def _clock(file: NoticeFile) -> str:
    given = file.giving
    if given is None:
        return file.blocked
    period = f"{given.days} {Basis(given.basis).label} from {words.day(given.given_on)}"
    until = "has" if file.state in ("given", "running") and file.today <= given.comply_by else "had"
    return f"The governing body {until} until the end of {words.day(given.comply_by)} to comply: {period}."


def _when(file: NoticeFile) -> dict[str, str]:
    """The days of steps that are not due yet."""
    if file.state == "running" and file.comply_by is not None:
        ends = words.day(file.comply_by)
        return {"comply": f"by {ends}", "fail": f"after {ends}"}
    if file.state == "power_proposed" and file.power_from is not None:
        return {"become_eligible": f"from {words.day(file.power_from)}"}
    return {}


def _facts(file: NoticeFile) -> Facts:
    given = file.giving
    if given is None:
        return (("Considered by", f"{file.notice.by.name}, {words.moment(file.notice.at)}"),)
    return (
        ("Given on", words.day(given.given_on)),
        ("Addressed to", given.addressee),
        ("How", given.means),
        ("Given by", given.by.name),
        ("Comply by", words.day(given.comply_by)),
    )


def _drafted(file: NoticeFile) -> str:
    newest = file.draft
    if newest is None:
        return ""
    return f"Draft {newest.revision} by {newest.by.name}, {words.moment(newest.at)}."


def _copies(file: NoticeFile) -> tuple[Held, ...]:
    sent = {each.recipient: each for each in file.copies}
    told = [Held(name=each.name, sent="") for each in file.copies_waiting]
    told += [
        Held(
            name=each.recipient_name,
            sent=f"Sent on {words.day(each.sent_on)}: {each.to} (recorded by {each.by.name})",
        )
        for each in sent.values()
    ]
    return tuple(told)


def _done(step: NoticeStep) -> Done:
    label = "Considered" if step.number == 1 else WARNING_NOTICE.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    facts = [
        *((("Dated", words.day(step.dated)),) if step.dated is not None else ()),
        *((("Power", str(step.details["power_name"])),) if "power_name" in step.details else ()),
        *(
            (("Powers", "; ".join(name for _, name in step.details["powers"])),)
            if "powers" in step.details
            else ()
        ),
        *((("May be used from", words.day(step.details["from"])),) if "from" in step.details else ()),
        *((("In words", step.reasons),) if step.reasons else ()),
    ]
    return Done(label=label, by=f"{who}, {words.moment(step.at)}", facts=tuple(facts))

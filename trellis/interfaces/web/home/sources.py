"""Where the home page finds what needs the reader. A part of the service that asks for something adds one line to SOURCES."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from trellis.accounts import queries as accounts
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.accounts.second_factor.policy import Mode
from trellis.analysis.files.releases import ReleaseRefused
from trellis.casework.queries import due
from trellis.casework.queries.due import Board
from trellis.duties import queries as duties
from trellis.intake import queries as intake
from trellis.intake import returns
from trellis.intake.models import Stage
from trellis.interfaces.web.accounts import arriving
from trellis.interfaces.web.cases import addresses
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.home import fieldwork, machinery
from trellis.interfaces.web.home.need import Needs
from trellis.judgements.queries import due as judging
from trellis.schools import queries as schools

FEW_CODES = 3
"""With fewer recovery codes than this somebody is told to make new ones."""
MOST_NAMED = 3


def boards(user: User, held: Access, *, today: date) -> dict[str, Board]:
    """What is due of casework at each authority, as far as the reader may see it: read once for all of the page."""
    visible = schools.visible_to(user, on=today, permission=Permission.CASE_READ, held=held)
    codes = sorted(held.authorities(Permission.CASE_READ))
    return {code: due.board(visible, authority=code, today=today) for code in codes}


def casework(user: User, held: Access, *, read: Mapping[str, Board]) -> Sequence[Needs]:
    """What is due of cases, plans, levels and task groups: levels to ratify or answer, papers to write, visits to make."""
    return [_asked(each) for board in read.values() for each in board.items if each.is_of(user, held)]


def _asked(item: due.Due) -> Needs:
    ask = item.ask
    return Needs(
        what=ask.what,
        href=addresses.of_ask(ask.page, ask.step, item.school.pk),
        place=item.school.name,
        place_href=reverse("where_we_are", args=[item.school.pk]),
        by=ask.by,
        overdue=item.overdue,
        late=f"{words.count(item.overdue, 'day')} overdue" if item.overdue else "",
        note=ask.note,
    )


def soft_intelligence(user: User, held: Access, today: date) -> Sequence[Needs]:
    """The schools whose soft intelligence asks for a look: that it does, and never a word of it."""
    return [
        Needs(
            what="Review the soft intelligence",
            href=reverse("intelligence", args=[each.school.pk]),
            place=each.school.name,
            place_href=reverse("where_we_are", args=[each.school.pk]),
            note=f"{each.why}.",
        )
        for each in judging.of(user, held, today=today)
    ]


def statutory_duties(user: User, held: Access, today: date) -> Sequence[Needs]:
    """The duties that the reader answers for, where evidence is due or soon will be."""
    return [
        Needs(
            what=f"Record evidence of a duty: {each.duty.title}"
            if held.may(Permission.DUTIES_KEEP, authority=authority)
            else f"Give evidence of a duty: {each.duty.title}",
            href=f"{reverse('duty', args=[each.duty.id])}?authority={authority}",
            by=each.due,
            overdue=each.overdue,
            late=_late(each),
            note=each.duty.source,
        )
        for authority, each in duties.due_of(user, held, today=today)
    ]


def _late(kept: duties.Kept) -> str:
    if kept.newest is None:
        return "No evidence yet"
    return f"{words.count(kept.overdue, 'day')} overdue" if kept.is_late else ""


def imports(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Imports that wait to be confirmed, failed, or were stopped."""
    del user, today
    codes = held.authorities(Permission.DATA_IMPORT)
    if not codes:
        return []
    return [
        Needs(
            what=f"{_import_words(each)}: {each.batch.title}",
            href=reverse("import", args=[each.batch.pk]),
            late="" if each.stage is Stage.READ else "Needs looking at",
            note=each.last.said,
        )
        for each in intake.open_imports_of(codes)
        if not each.at_work
    ]


def returns_due(user: User, held: Access, today: date) -> Sequence[Needs]:
    """The authority’s own returns that are due or overdue. Nothing is said where the releases cannot be read: Data says so."""
    del user
    codes = sorted(held.authorities(Permission.DATA_IMPORT))
    try:
        asked = [each for code in codes for each in returns.due_at(code, today=today)]
    except ReleaseRefused:
        return []
    return [
        Needs(
            what=f"Import a return: {each.title}",
            href=reverse("new_import"),
            overdue=each.overdue,
            by=each.by,
            late=f"{words.count(each.overdue, 'day')} overdue" if each.overdue else "",
            note=each.often,
        )
        for each in asked
    ]


def _import_words(each: intake.Import) -> str:
    if each.stage is Stage.FAILED:
        return "An import failed"
    return "An import was stopped" if each.stopped else "An import waits for you to confirm it"


def accounts_waiting(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Accounts that nobody has signed in to yet, and posts that wait for their code."""
    del user
    codes = held.authorities(Permission.ACCOUNTS_MANAGE)
    if not codes:
        return []
    new = accounts.never_signed_in(codes, on=today)
    waiting = accounts.posts_waiting(codes)
    found = []
    if new:
        named = ", ".join(each.name for each in new[:MOST_NAMED])
        more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
        found.append(
            Needs(
                what=f"{words.count(len(new), 'account')} not signed in to yet",
                href=reverse("people"),
                note=f"{named}{more}. Make sure that they have their first password.",
            )
        )
    if waiting:
        found.append(
            Needs(
                what=f"{words.count(len(waiting), 'post')} not taken up yet",
                href=reverse("people"),
                note="Each waits for its holder to enter the code that you tell them.",
            )
        )
    return found


def own_account(user: User, held: Access, today: date) -> Sequence[Needs]:
    """What the reader’s own account needs: a post to take up, a second step to signing in, new recovery codes."""
    del held, today
    found = []
    if accounts.waits_for_code(user):
        found.append(Needs(what="Take up a post that waits for your code", href=reverse("account")))
    if arriving.mode() is Mode.OFF:
        return found
    factors = accounts.held_by(user)
    if not factors.factors and not user.by_provider_only:
        found.append(
            Needs(
                what="Add a second step to signing in",
                href=reverse("add_second_factor"),
                note="A password alone can be guessed or stolen.",
            )
        )
    elif factors.factors and factors.codes_left < FEW_CODES:
        found.append(
            Needs(
                what="Make new recovery codes",
                href=reverse("recovery_codes"),
                note=f"You have {words.count(factors.codes_left, 'code')} left.",
            )
        )
    return found


Source = Callable[[User, Access, date], Sequence[Needs]]
SOURCES: tuple[Source, ...] = (
    fieldwork.visits,
    fieldwork.interventions,
    fieldwork.documents,
    fieldwork.good_practice,
    fieldwork.support,
    fieldwork.courses,
    fieldwork.inductions,
    fieldwork.helpers,
    fieldwork.services,
    fieldwork.bulletins,
    soft_intelligence,
    statutory_duties,
    imports,
    returns_due,
    machinery.background_work,
    accounts_waiting,
    own_account,
)


def needed(
    user: User, held: Access, *, today: date, read: Mapping[str, Board], sources: Sequence[Source] = SOURCES
) -> list[Needs]:
    """Everything that needs somebody now, the most overdue first, then by the day, then as the sources stand.

    `read` is what `boards` gave.
    """
    every = list(casework(user, held, read=read))
    every += [each for source in sources for each in source(user, held, today)]
    return sorted(every, key=lambda each: (-each.overdue, each.by or date.max))

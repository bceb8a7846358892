"""A warning notice to the governing body of a maintained school, and the powers that may follow. State machine G.

After the Education and Inspections Act 2006, sections 60 to 66, in our own words, and no legal advice.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.interventions.queries.notices import NoticeFile
    from trellis.schools.models import School

WRITER = "the senior adviser of the school’s phase, or the principal adviser"
GIVER = "the principal adviser or the director, and not whoever drafted it"
DECIDES = "the principal adviser or the director"


def not_maintained(school: "School") -> str:
    """Why the authority gives this school no notice, and uses no power over it; "" where it may."""
    if school.relationship != "maintained":
        return "The authority gives a warning notice to a school that it maintains. Raise a concern about an academy instead."
    return "" if school.is_open else "This school has closed, so no notice can be given to it."


def _is_maintained(file: "NoticeFile") -> str:
    refused = not_maintained(file.notice.school)
    return f"{refused} This notice goes no further." if refused else ""


def _law_checked(file: "NoticeFile") -> str:
    check = file.check
    if check is None:
        return "Record the legal check of this draft first."
    if not check.is_sound:
        return "The legal check asks for changes: draft it again, and have it checked again."
    return ""


def _secretary_has_given_none(file: "NoticeFile") -> str:
    return f"{file.blocked} Until then this one is not given." if file.blocked else ""


def _is_copied(file: "NoticeFile") -> str:
    waiting = file.copies_waiting
    if not waiting:
        return ""
    return f"Not copied yet to: {'; '.join(each.name for each in waiting)}."


def _period_is_over(file: "NoticeFile") -> str:
    due = file.comply_by
    if due is None or file.today > due:
        return ""
    return f"The governing body has until the end of {due.day} {due:%B %Y} to comply."


def _power_notice_has_run(file: "NoticeFile") -> str:
    until = file.power_from
    if until is None or file.today >= until:
        return ""
    return f"The written notice of the power runs until {until.day} {until:%B %Y}."


STATES = {
    "considering": "Considering",
    "drafted": "Drafted",
    "legal_check": "Legal check",
    "given": "Given to the governing body",
    "running": "Compliance running",
    "complied": "Complied",
    "not_complied": "Not complied",
    "power_proposed": "Notice of a power given",
    "eligible": "Eligible for intervention",
    "power_used": "Power used",
    "lifted": "Power lifted",
    "closed": "Closed",
    "withdrawn": "Not given",
    "superseded": "Superseded",
}
GIVEN = frozenset(STATES) - {"considering", "drafted", "legal_check", "withdrawn"}
"""The states that the governing body knows of."""
IN_FORCE = frozenset({"given", "running", "not_complied", "power_proposed", "eligible", "power_used"})
ENDED_BY_SECRETARY = IN_FORCE - {"power_used"}
"""The states that the Secretary of State's own notice ends. A power that is used already is lifted by a step of its own."""

WARNING_NOTICE = Workflow(
    id="warning_notice",
    title="Warning notice and powers",
    source="the Education and Inspections Act 2006, sections 60 to 66, in our own words",
    states=STATES,
    initial="considering",
    final=frozenset({"closed", "withdrawn", "superseded"}),
    transitions=(
        Transition(
            name="draft",
            label="Draft the notice",
            sources=frozenset({"considering"}),
            target="drafted",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="redraft",
            label="Draft it again",
            sources=frozenset({"drafted", "legal_check"}),
            target="drafted",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="check",
            label="Record the legal check",
            sources=frozenset({"drafted"}),
            target="legal_check",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="give",
            label="Give the notice",
            sources=frozenset({"legal_check"}),
            target="given",
            actors=GIVER,
            permission=Permission.NOTICE_GIVE,
            guards=(_is_maintained, _secretary_has_given_none, _law_checked),
        ),
        Transition(
            name="withdraw",
            label="Decide not to give it",
            sources=frozenset({"considering", "drafted", "legal_check"}),
            target="withdrawn",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="run",
            label="Confirm that all copies are sent",
            sources=frozenset({"given"}),
            target="running",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
            guards=(_is_copied,),
        ),
        Transition(
            name="comply",
            label="Record that it was complied with",
            sources=frozenset({"running", "not_complied", "power_proposed"}),
            target="complied",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
        ),
        Transition(
            name="fail",
            label="Record that it was not complied with",
            sources=frozenset({"running"}),
            target="not_complied",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
            guards=(_period_is_over,),
        ),
        Transition(
            name="propose_power",
            label="Give written notice of a power",
            sources=frozenset({"not_complied"}),
            target="power_proposed",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
            guards=(_is_maintained,),
        ),
        Transition(
            name="become_eligible",
            label="Record that the school is eligible for intervention",
            sources=frozenset({"power_proposed"}),
            target="eligible",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
            guards=(_is_maintained, _power_notice_has_run),
        ),
        Transition(
            name="use_power",
            label="Use a power",
            sources=frozenset({"eligible", "power_used"}),
            target="power_used",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
            guards=(_is_maintained,),
        ),
        Transition(
            name="close_unused",
            label="Close without using a power",
            sources=frozenset({"not_complied", "power_proposed", "eligible"}),
            target="closed",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
        ),
        Transition(
            name="lift",
            label="Lift the power",
            sources=frozenset({"power_used"}),
            target="lifted",
            actors=DECIDES,
            permission=Permission.NOTICE_GIVE,
        ),
        Transition(
            name="close",
            label="Close the notice",
            sources=frozenset({"complied", "lifted"}),
            target="closed",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="supersede",
            label="End it, since the Secretary of State gave a notice",
            sources=ENDED_BY_SECRETARY,
            target="superseded",
            actors="the service, when the Secretary of State’s notice is recorded",
        ),
    ),
)

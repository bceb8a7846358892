"""The roles of a school improvement service and what each may do: a table, in code, that nobody edits at run time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What somebody may do. Which schools they may do it for is the role's `scope`."""

    EVIDENCE_READ = "evidence_read"
    """Open a school: its suggested level and the evidence behind it."""
    COUNTS_READ = "counts_read"
    """See how many schools are suggested for each level, without their names."""
    AREA_READ = "area_read"
    """See the figures of the authority as a whole, its strengths and its needs, without naming a school."""
    NEEDS_MARK = "needs_mark"
    """Say how high the risk of a need of the area is, how it is met, and by whom."""
    DATA_READ = "data_read"
    """See which data is held, how fresh it is and what was wrong with it."""
    SCREENING_RUN = "screening_run"
    """Run a framework pack over every school of the authority."""
    DATA_IMPORT = "data_import"
    """Import published files and the authority's own returns."""
    WHAT_IF = "what_if"
    """Try other criteria in a sandbox, and keep them as a draft pack."""
    PACK_PROPOSE = "pack_propose"
    """Propose a draft pack for approval. Approving it takes somebody else."""
    CRITERIA_READ = "criteria_read"
    """Read how schools are judged: the criteria, the rules and the transparency record."""
    LEVEL_READ = "level_read"
    """Read a school's agreed level, how it came about and the register, without the evidence."""
    LEVEL_PROPOSE = "level_propose"
    """Propose a school's level, share it, and record it by note of visit or letter."""
    LEVEL_ANSWER = "level_answer"
    """Answer for the school: agree to the level, comment, or dispute it."""
    LEVEL_SETTLE = "level_settle"
    """Settle a disputed level, giving reasons."""
    LEVEL_RATIFY = "level_ratify"
    """Ratify a level at a meeting. Whoever proposed it cannot."""
    REGISTER_KEEP = "register_keep"
    """Enter ratified levels in the register, and freeze its termly editions."""
    TERMS_KEEP = "terms_keep"
    """Set the dates of terms, half-terms and closed days."""
    SELF_EVALUATION_WRITE = "self_evaluation_write"
    """Write the school's self-evaluation, which is the school's own."""
    SELF_EVALUATION_COMMENT = "self_evaluation_comment"
    """Comment on a school's self-evaluation. Only the school changes it."""
    JUDGEMENT_RECORD = "judgement_record"
    """Answer the pack's questions about a school, with evidence."""
    CONTEXT_RECORD = "context_record"
    """Record a circumstance of a school that could make it vulnerable."""
    INTELLIGENCE_LOG = "intelligence_log"
    """Log soft intelligence about a school: who said what, and how far it can be relied on."""
    RESTRICTED_READ = "restricted_read"
    """Read what is restricted to the authority. Every reading is kept."""
    EMBARGOED_READ = "embargoed_read"
    """Read what is under embargo, such as a provisional inspection outcome. Every reading is kept."""
    READINGS_READ = "readings_read"
    """See who read restricted material about a school, and when."""
    INTERESTS_READ = "interests_read"
    """See the register of interests, with the reasons."""
    INTERESTS_KEEP = "interests_keep"
    """Declare an interest for another, and end an interest that has passed."""
    CASE_READ = "case_read"
    """Open the case of a school at risk, its support plan and what its task group agreed."""
    CASE_IDENTIFY = "case_identify"
    """Say that a school is at risk, and where that was seen."""
    CASE_INFORM = "case_inform"
    """Tell the adviser who answers for the phase of a case, which assigns it."""
    CASE_WORK = "case_work"
    """Visit, confirm the risk, evaluate, propose what changes, pause and close."""
    PLAN_READ = "plan_read"
    """Read a support plan, its versions and its reviews."""
    PLAN_WRITE = "plan_write"
    """Write the support plan, issue it, record progress and review it."""
    PLAN_COMMENT = "plan_comment"
    """Comment on a support plan."""
    PLAN_ANSWER = "plan_answer"
    """Answer for the school: agree to the support plan or not, and record what the school has done."""
    GROUP_CHAIR = "group_chair"
    """Chair a task group: set it up, call its meetings, agree its minutes, send on its outcomes."""
    GROUP_PAPER = "group_paper"
    """Write papers and draft minutes for a task group."""
    GROUP_READ = "group_read"
    """Read a task group's papers and minutes."""
    OUTCOMES_READ = "outcomes_read"
    """Read the outcomes of task groups."""
    OUTCOMES_SEEN = "outcomes_seen"
    """Mark the outcomes of task groups as seen by the departmental leadership team."""
    RECORD_EXPORT = "record_export"
    """Export the chronology of one school's record."""
    SCHOOLS_ALLOCATE = "schools_allocate"
    """Allocate schools to school improvement advisers, and nothing else of accounts."""
    ACCOUNTS_MANAGE = "accounts_manage"
    """Make accounts, give posts and end them."""


class Scope(StrEnum):
    """Which schools a role reaches."""

    AUTHORITY = "authority"
    """Every school of the authority."""
    PRIMARY = "primary"
    """The authority's schools with primary-age children, and its special and alternative schools."""
    SECONDARY = "secondary"
    """The authority's schools with secondary-age children, and its special and alternative schools."""
    OWN = "own"
    """The schools that the post names: an adviser's allocation, a headteacher's own school."""
    NONE = "none"
    """No school by name."""


PHASES = {
    Scope.PRIMARY: ("nursery", "primary", "all_through", "special", "alternative"),
    Scope.SECONDARY: ("secondary", "all_through", "sixteen_plus", "special", "alternative"),
}


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role. `at_school` is true for roles held at a school rather than at the authority."""

    id: str
    name: str
    description: str
    scope: Scope
    permissions: frozenset[Permission]
    at_school: bool = False


_LEVELS = frozenset({Permission.CRITERIA_READ, Permission.LEVEL_READ, Permission.PLAN_READ})
_OWN = _LEVELS | {Permission.EVIDENCE_READ, Permission.AREA_READ, Permission.CASE_READ}
_COUNTS = frozenset({Permission.CRITERIA_READ, Permission.COUNTS_READ, Permission.AREA_READ})
_READ = _OWN | _COUNTS | {Permission.DATA_READ, Permission.OUTCOMES_READ}
_TRIES = _READ | {Permission.WHAT_IF}
_JUDGES = frozenset(
    {
        Permission.SELF_EVALUATION_COMMENT,
        Permission.JUDGEMENT_RECORD,
        Permission.CONTEXT_RECORD,
        Permission.INTELLIGENCE_LOG,
        Permission.RESTRICTED_READ,
        Permission.CASE_IDENTIFY,
        Permission.PLAN_COMMENT,
        Permission.RECORD_EXPORT,
    }
)
_LEADS = (
    _TRIES
    | _JUDGES
    | {
        Permission.NEEDS_MARK,
        Permission.LEVEL_PROPOSE,
        Permission.EMBARGOED_READ,
        Permission.CASE_WORK,
        Permission.PLAN_WRITE,
        Permission.GROUP_READ,
        Permission.GROUP_PAPER,
    }
)
_ANSWERS = _OWN | {
    Permission.LEVEL_ANSWER,
    Permission.CONTEXT_RECORD,
    Permission.PLAN_COMMENT,
    Permission.PLAN_ANSWER,
    Permission.GROUP_READ,
    Permission.RECORD_EXPORT,
}

_ALL = (
    Role(
        id="sia",
        name="School Improvement Adviser",
        description="Knows their allocated schools, proposes levels and writes notes of visit.",
        scope=Scope.OWN,
        permissions=_OWN
        | _JUDGES
        | {Permission.DATA_READ, Permission.LEVEL_PROPOSE, Permission.GROUP_READ, Permission.OUTCOMES_READ},
    ),
    Role(
        id="sitl",
        name="School Improvement Team Leader",
        description="Leads the advisers and allocates schools to them; tells the right adviser of a school at risk.",
        scope=Scope.AUTHORITY,
        permissions=_READ
        | {
            Permission.LEVEL_PROPOSE,
            Permission.GROUP_READ,
            Permission.SCHOOLS_ALLOCATE,
            Permission.INTELLIGENCE_LOG,
            Permission.RESTRICTED_READ,
            Permission.CASE_IDENTIFY,
            Permission.CASE_INFORM,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="spa",
        name="Senior Adviser Primary",
        description="Answers for primary schools causing concern.",
        scope=Scope.PRIMARY,
        permissions=_LEADS,
    ),
    Role(
        id="ssa",
        name="Senior Adviser Secondary",
        description="Answers for secondary schools causing concern.",
        scope=Scope.SECONDARY,
        permissions=_LEADS,
    ),
    Role(
        id="pa",
        name="Principal Adviser",
        description="Ratifies levels and chairs task groups.",
        scope=Scope.AUTHORITY,
        permissions=_LEADS
        | {
            Permission.PACK_PROPOSE,
            Permission.LEVEL_SETTLE,
            Permission.LEVEL_RATIFY,
            Permission.CASE_INFORM,
            Permission.GROUP_CHAIR,
            Permission.READINGS_READ,
            Permission.INTERESTS_READ,
            Permission.INTERESTS_KEEP,
        },
    ),
    Role(
        id="data_officer",
        name="Quality and Standards data officer",
        description="Imports data, runs the screening and keeps the register.",
        scope=Scope.AUTHORITY,
        permissions=_TRIES
        | {
            Permission.GROUP_READ,
            Permission.SCREENING_RUN,
            Permission.DATA_IMPORT,
            Permission.REGISTER_KEEP,
            Permission.TERMS_KEEP,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="director",
        name="Director of Children’s Services",
        description="Answers for the authority’s duties to its schools; settles a disputed level on appeal.",
        scope=Scope.AUTHORITY,
        permissions=_TRIES
        | {
            Permission.LEVEL_SETTLE,
            Permission.INTELLIGENCE_LOG,
            Permission.RESTRICTED_READ,
            Permission.EMBARGOED_READ,
            Permission.OUTCOMES_SEEN,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="leadership_team",
        name="Departmental leadership team member",
        description="Reads the register and the outcomes of task groups, and marks them as seen.",
        scope=Scope.AUTHORITY,
        permissions=_READ | {Permission.OUTCOMES_SEEN},
    ),
    Role(
        id="executive_member",
        name="Executive Member",
        description="Answers to the council for children’s services; sees counts.",
        scope=Scope.NONE,
        permissions=_COUNTS | {Permission.OUTCOMES_READ},
    ),
    Role(
        id="scrutiny_member",
        name="Scrutiny Committee member",
        description="Examines the authority’s work on the public’s behalf; sees counts.",
        scope=Scope.NONE,
        permissions=_COUNTS,
    ),
    Role(
        id="forum_member",
        name="Schools Forum member",
        description="Decides with others what is spent on schools; sees counts.",
        scope=Scope.NONE,
        permissions=_COUNTS,
    ),
    Role(
        id="headteacher",
        name="Headteacher",
        description="Sees all that the authority sees about their school, in the same form.",
        scope=Scope.OWN,
        permissions=_ANSWERS | {Permission.SELF_EVALUATION_WRITE},
        at_school=True,
    ),
    Role(
        id="chair",
        name="Chair of governors",
        description="Sees all that the authority sees about their school, in the same form.",
        scope=Scope.OWN,
        permissions=_ANSWERS,
        at_school=True,
    ),
    Role(
        id="governor",
        name="Governor",
        description="Reads the school’s level and its support plan; the head and the chair share the rest on paper.",
        scope=Scope.OWN,
        permissions=_LEVELS,
        at_school=True,
    ),
    Role(
        id="clerk",
        name="Governing body clerk",
        description="Reads the school’s level and its support plan, as a governor does.",
        scope=Scope.OWN,
        permissions=_LEVELS,
        at_school=True,
    ),
    Role(
        id="trust_officer",
        name="Trust or diocese officer",
        description="Answers at a trust or a diocese for the schools that the post names, and reads what they read.",
        scope=Scope.OWN,
        permissions=_OWN | {Permission.PLAN_COMMENT},
        at_school=True,
    ),
    Role(
        id="auditor",
        name="Auditor",
        description="Reads everything and changes nothing.",
        scope=Scope.AUTHORITY,
        permissions=_READ
        | {
            Permission.GROUP_READ,
            Permission.RESTRICTED_READ,
            Permission.EMBARGOED_READ,
            Permission.READINGS_READ,
            Permission.INTERESTS_READ,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="administrator",
        name="Administrator",
        description="Looks after accounts and settings; sees no school’s evidence.",
        scope=Scope.NONE,
        permissions=frozenset(
            {Permission.ACCOUNTS_MANAGE, Permission.INTERESTS_READ, Permission.INTERESTS_KEEP}
        ),
    ),
)

ROLES = {role.id: role for role in _ALL}


def named(role: Role, aliases: Mapping[str, Sequence[str]]) -> str:
    """Return a role's name with what the pack in force calls it beside: "Senior Adviser Primary (QASAP)"."""
    other = aliases.get(role.id, ())
    return f"{role.name} ({other[0]})" if other else role.name

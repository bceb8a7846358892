"""The roles of a school improvement service and what each may do: a table, in code, that nobody edits at run time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trellis.accounts.permissions import Permission

__all__ = ["PHASES", "ROLES", "Permission", "Role", "Scope", "named"]


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


_HELP = frozenset(
    {
        Permission.PRACTICE_READ,
        Permission.PROVIDER_READ,
        Permission.LEADER_READ,
        Permission.EVENT_READ,
        Permission.ACADEMY_READ,
        Permission.NETWORK_READ,
    }
)
"""What is read of support without reading of a school that is given it."""
_LEVELS = _HELP | {Permission.CRITERIA_READ, Permission.LEVEL_READ, Permission.PLAN_READ}
_GOVERNS = _LEVELS | {Permission.DOCUMENT_READ}
_OWN = _LEVELS | {
    Permission.EVIDENCE_READ,
    Permission.AREA_READ,
    Permission.CASE_READ,
    Permission.SUPPORT_READ,
    Permission.SERVICE_READ,
}
_COUNTS = frozenset(
    {
        Permission.CRITERIA_READ,
        Permission.COUNTS_READ,
        Permission.AREA_READ,
        Permission.DUTIES_READ,
        Permission.PRACTICE_COUNTS,
        Permission.SUPPORT_COUNTS,
        Permission.SPENDING_COUNTS,
    }
)
_READ = (
    _OWN
    | _COUNTS
    | {
        Permission.DATA_READ,
        Permission.OUTCOMES_READ,
        Permission.SPENDING_READ,
        Permission.INDUCTION_READ,
        Permission.NOTICE_READ,
        Permission.CONCERN_READ,
        Permission.DOCUMENT_READ,
    }
)
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
_SHARES = frozenset({Permission.PRACTICE_NOMINATE, Permission.PRACTICE_ASK})
_GATHERS = frozenset(
    {
        Permission.LEADER_KEEP,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_BROKER,
        Permission.SUPPORT_CLOSE,
        Permission.SERVICE_DELIVER,
        Permission.EVENT_BOOK,
        Permission.EVENT_KEEP,
        Permission.INDUCTION_WORK,
        Permission.ENQUIRY_WRITE,
        Permission.ACADEMY_KEEP,
        Permission.NETWORK_KEEP,
    }
)
"""What brings schools together."""
_LEADS = (
    _TRIES
    | _JUDGES
    | _SHARES
    | _GATHERS
    | {
        Permission.LEADER_JUDGE,
        Permission.PRACTICE_VERIFY,
        Permission.NEEDS_MARK,
        Permission.LEVEL_PROPOSE,
        Permission.EMBARGOED_READ,
        Permission.CASE_WORK,
        Permission.VISIT_WRITE,
        Permission.INSPECTION_WORK,
        Permission.PLAN_WRITE,
        Permission.GROUP_READ,
        Permission.GROUP_PAPER,
        Permission.NOTICE_WRITE,
        Permission.CONCERN_NOTE,
        Permission.CONCERN_WRITE,
        Permission.DOCUMENT_WRITE,
    }
)
_ANSWERS = _OWN | {
    Permission.NOTICE_READ,
    Permission.CONCERN_READ,
    Permission.DOCUMENT_READ,
    Permission.LEVEL_ANSWER,
    Permission.CONTEXT_RECORD,
    Permission.PLAN_COMMENT,
    Permission.PLAN_ANSWER,
    Permission.GROUP_READ,
    Permission.RECORD_EXPORT,
    Permission.SUPPORT_COMMENT,
    Permission.EVENT_BOOK,
}

_ALL = (
    Role(
        id="sia",
        name="School Improvement Adviser",
        description="Knows their allocated schools, proposes levels and writes notes of visit.",
        scope=Scope.OWN,
        permissions=_OWN
        | _JUDGES
        | _SHARES
        | {
            Permission.DATA_READ,
            Permission.LEVEL_PROPOSE,
            Permission.GROUP_READ,
            Permission.OUTCOMES_READ,
            Permission.NOTICE_READ,
            Permission.CONCERN_READ,
            Permission.CONCERN_NOTE,
            Permission.VISIT_WRITE,
            Permission.DUTIES_READ,
            Permission.DOCUMENT_READ,
            Permission.SUPPORT_REQUEST,
            Permission.SERVICE_DELIVER,
            Permission.EVENT_BOOK,
            Permission.INDUCTION_READ,
            Permission.ENQUIRY_WRITE,
        },
    ),
    Role(
        id="sitl",
        name="School Improvement Team Leader",
        description="Leads the advisers and allocates schools to them; tells the right adviser of a school at risk.",
        scope=Scope.AUTHORITY,
        permissions=_READ
        | _SHARES
        | _GATHERS
        | {
            Permission.LEVEL_PROPOSE,
            Permission.VISIT_WRITE,
            Permission.VISIT_OVERSEE,
            Permission.GROUP_READ,
            Permission.SCHOOLS_ALLOCATE,
            Permission.INTELLIGENCE_LOG,
            Permission.RESTRICTED_READ,
            Permission.CASE_IDENTIFY,
            Permission.CASE_INFORM,
            Permission.CONCERN_NOTE,
            Permission.CONCERN_WRITE,
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
            Permission.NOTICE_GIVE,
            Permission.CONCERN_ESCALATE,
            Permission.PROVIDER_APPROVE,
            Permission.SUPPORT_FUND,
            Permission.VISIT_OVERSEE,
            Permission.DUTIES_KEEP,
            Permission.GROUP_CHAIR,
            Permission.DOCUMENT_APPROVE,
            Permission.DOCUMENT_SEE,
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
            Permission.DUTIES_KEEP,
            Permission.DOCUMENT_WRITE,
            Permission.DOCUMENT_SEE,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="traded_services",
        name="Traded-services manager",
        description="Keeps the catalogue of services and what they cost, and assures the quality of providers.",
        scope=Scope.AUTHORITY,
        permissions=_HELP
        | {
            Permission.CRITERIA_READ,
            Permission.SUPPORT_READ,
            Permission.SUPPORT_COUNTS,
            Permission.SUPPORT_BROKER,
            Permission.SUPPORT_CLOSE,
            Permission.PROVIDER_ASSURE,
            Permission.SERVICE_READ,
            Permission.SERVICE_DELIVER,
            Permission.SERVICE_KEEP,
            Permission.SPENDING_READ,
            Permission.SPENDING_COUNTS,
            Permission.EVENT_BOOK,
            Permission.EVENT_KEEP,
        },
    ),
    Role(
        id="system_leader",
        name="System leader",
        description="Leads in one school and helps others: a National, Local or Specialist Leader, an AST or a lead professional.",
        scope=Scope.NONE,
        permissions=_HELP
        | {
            Permission.CRITERIA_READ,
            Permission.PORTRAIT_WRITE,
            Permission.SUPPORT_DELIVER,
            Permission.EVENT_BOOK,
            Permission.ENQUIRY_WRITE,
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
            Permission.NOTICE_GIVE,
            Permission.CONCERN_ESCALATE,
            Permission.INTELLIGENCE_LOG,
            Permission.RESTRICTED_READ,
            Permission.EMBARGOED_READ,
            Permission.OUTCOMES_SEEN,
            Permission.DUTIES_KEEP,
            Permission.DOCUMENT_APPROVE,
            Permission.REPORT_APPROVE,
            Permission.DOCUMENT_SEE,
            Permission.RECORD_EXPORT,
        },
    ),
    Role(
        id="leadership_team",
        name="Departmental leadership team member",
        description="Reads the register and the outcomes of task groups, and marks them as seen.",
        scope=Scope.AUTHORITY,
        permissions=_READ | {Permission.OUTCOMES_SEEN, Permission.DOCUMENT_SEE},
    ),
    Role(
        id="executive_member",
        name="Executive Member",
        description="Answers to the council for children’s services; sees counts.",
        scope=Scope.NONE,
        permissions=_COUNTS
        | {
            Permission.OUTCOMES_READ,
            Permission.ISSUED_READ,
            Permission.DOCUMENT_READ,
            Permission.DOCUMENT_SEE,
        },
    ),
    Role(
        id="scrutiny_member",
        name="Scrutiny Committee member",
        description="Examines the authority’s work on the public’s behalf; sees counts.",
        scope=Scope.NONE,
        permissions=_COUNTS | {Permission.ISSUED_COUNTS},
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
        permissions=_ANSWERS
        | _SHARES
        | {
            Permission.SELF_EVALUATION_WRITE,
            Permission.VISIT_CHECK,
            Permission.PRACTICE_CONSENT,
            Permission.PROVIDER_APPLY,
            Permission.LEADER_RELEASE,
            Permission.SUPPORT_REQUEST,
            Permission.SUPPORT_COMMISSION,
            Permission.SUPPORT_ANSWER,
            Permission.SUPPORT_GIVE,
            Permission.SUPPORT_CLOSE,
            Permission.SUPPORT_DELIVER,
            Permission.SERVICE_ORDER,
            Permission.INDUCTION_READ,
            Permission.INDUCTION_ANSWER,
            Permission.ENQUIRY_WRITE,
        },
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
        permissions=_GOVERNS | {Permission.NOTICE_READ},
        at_school=True,
    ),
    Role(
        id="clerk",
        name="Governing body clerk",
        description="Reads the school’s level and its support plan, as a governor does.",
        scope=Scope.OWN,
        permissions=_GOVERNS | {Permission.NOTICE_READ},
        at_school=True,
    ),
    Role(
        id="trust_officer",
        name="Trust or diocese officer",
        description="Answers at a trust or a diocese for the schools that the post names, and reads what they read.",
        scope=Scope.OWN,
        permissions=_OWN
        | {
            Permission.PLAN_COMMENT,
            Permission.SUPPORT_COMMENT,
            Permission.NOTICE_READ,
            Permission.CONCERN_READ,
        },
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

"""The matrix of roles and permissions in words: for each area of the work, which permission is which letter.

A table of documents and a page are drawn from it, and a test holds it to the matrix that the authority agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trellis.accounts.roles import Permission, Role, Scope

P = Permission


class Letter(StrEnum):
    """What somebody may do in an area."""

    COUNTS = "agg"
    READ = "R"
    COMMENT = "C"
    WRITE = "W"
    APPROVE = "A"


MEANS = {
    Letter.COUNTS: "sees counts, and no school by name",
    Letter.READ: "reads",
    Letter.COMMENT: "comments or answers",
    Letter.WRITE: "writes or proposes",
    Letter.APPROVE: "approves or ratifies",
}


@dataclass(frozen=True, kw_only=True)
class Area:
    """One column of the matrix. `letters` says which permissions are which letter in it."""

    id: str
    name: str
    letters: Mapping[Letter, frozenset[Permission]]

    def of(self, role: Role) -> tuple[Letter, ...]:
        """The letters of a role; counts are left out where it reads all."""
        held = tuple(letter for letter, named in self.letters.items() if named & role.permissions)
        return tuple(each for each in held if each != Letter.COUNTS or Letter.READ not in held)


def _of(*named: Permission) -> frozenset[Permission]:
    return frozenset(named)


AREAS = (
    Area(
        id="evidence",
        name="Screening evidence",
        letters={
            Letter.COUNTS: _of(P.COUNTS_READ),
            Letter.READ: _of(P.EVIDENCE_READ),
            Letter.COMMENT: _of(P.LEVEL_ANSWER),
            Letter.WRITE: _of(P.JUDGEMENT_RECORD, P.SCREENING_RUN, P.DATA_IMPORT),
        },
    ),
    Area(
        id="level",
        name="Level",
        letters={
            Letter.COUNTS: _of(P.COUNTS_READ),
            Letter.READ: _of(P.LEVEL_READ),
            Letter.COMMENT: _of(P.LEVEL_ANSWER),
            Letter.WRITE: _of(P.LEVEL_PROPOSE, P.REGISTER_KEEP),
            Letter.APPROVE: _of(P.LEVEL_SETTLE, P.LEVEL_RATIFY),
        },
    ),
    Area(
        id="visit",
        name="Visit note and case",
        letters={
            Letter.READ: _of(P.CASE_READ),
            Letter.COMMENT: _of(P.VISIT_CHECK),
            Letter.WRITE: _of(
                P.LEVEL_PROPOSE, P.CASE_WORK, P.VISIT_WRITE, P.VISIT_OVERSEE, P.INSPECTION_WORK
            ),
        },
    ),
    Area(
        id="plan",
        name="Support plan",
        letters={
            Letter.READ: _of(P.PLAN_READ),
            Letter.COMMENT: _of(P.PLAN_COMMENT, P.PLAN_ANSWER),
            Letter.WRITE: _of(P.PLAN_WRITE),
        },
    ),
    Area(
        id="group",
        name="Task group",
        letters={
            Letter.READ: _of(P.GROUP_READ),
            Letter.WRITE: _of(P.GROUP_PAPER),
            Letter.APPROVE: _of(P.GROUP_CHAIR),
        },
    ),
    Area(
        id="outcomes",
        name="Task-group outcomes",
        letters={Letter.READ: _of(P.OUTCOMES_READ), Letter.WRITE: _of(P.OUTCOMES_SEEN)},
    ),
    Area(
        id="practice",
        name="Directory of good practice",
        letters={
            Letter.COUNTS: _of(P.PRACTICE_COUNTS),
            Letter.READ: _of(P.PRACTICE_READ),
            Letter.WRITE: _of(P.PRACTICE_NOMINATE, P.PRACTICE_CONSENT, P.PRACTICE_VERIFY, P.PRACTICE_ASK),
        },
    ),
    Area(
        id="leaders",
        name="System leaders and their academy",
        letters={
            Letter.READ: _of(P.LEADER_READ, P.ACADEMY_READ, P.NETWORK_READ, P.INDUCTION_READ, P.EVENT_READ),
            Letter.COMMENT: _of(P.INDUCTION_ANSWER, P.LEADER_RELEASE),
            Letter.WRITE: _of(
                P.LEADER_KEEP,
                P.LEADER_JUDGE,
                P.PORTRAIT_WRITE,
                P.INDUCTION_WORK,
                P.ACADEMY_KEEP,
                P.ENQUIRY_WRITE,
                P.NETWORK_KEEP,
                P.EVENT_BOOK,
                P.EVENT_KEEP,
            ),
        },
    ),
    Area(
        id="brokering",
        name="Brokering and providers",
        letters={
            Letter.COUNTS: _of(P.SUPPORT_COUNTS),
            Letter.READ: _of(P.SUPPORT_READ),
            Letter.COMMENT: _of(P.SUPPORT_COMMENT),
            Letter.WRITE: _of(
                P.SUPPORT_REQUEST,
                P.SUPPORT_COMMISSION,
                P.SUPPORT_BROKER,
                P.SUPPORT_ANSWER,
                P.SUPPORT_GIVE,
                P.SUPPORT_CLOSE,
                P.SUPPORT_DELIVER,
                P.PROVIDER_APPLY,
                P.PROVIDER_ASSURE,
            ),
            Letter.APPROVE: _of(P.PROVIDER_APPROVE, P.SUPPORT_FUND),
        },
    ),
    Area(
        id="resources",
        name="Services and spending",
        letters={
            Letter.COUNTS: _of(P.SPENDING_COUNTS),
            Letter.READ: _of(P.SERVICE_READ, P.SPENDING_READ),
            Letter.WRITE: _of(P.SERVICE_ORDER, P.SERVICE_DELIVER, P.SERVICE_KEEP),
        },
    ),
    Area(
        id="notices",
        name="Notices",
        letters={
            Letter.COUNTS: _of(P.ISSUED_COUNTS),
            Letter.READ: _of(P.NOTICE_READ, P.ISSUED_READ),
            Letter.WRITE: _of(P.NOTICE_WRITE),
            Letter.APPROVE: _of(P.NOTICE_GIVE),
        },
    ),
    Area(
        id="concerns",
        name="Academy concerns",
        letters={
            Letter.COUNTS: _of(P.ISSUED_COUNTS),
            Letter.READ: _of(P.CONCERN_READ, P.ISSUED_READ),
            Letter.WRITE: _of(P.CONCERN_NOTE, P.CONCERN_WRITE),
            Letter.APPROVE: _of(P.CONCERN_ESCALATE),
        },
    ),
    Area(
        id="duties",
        name="Duties register",
        letters={Letter.READ: _of(P.DUTIES_READ), Letter.WRITE: _of(P.DUTIES_KEEP)},
    ),
    Area(
        id="reports",
        name="Reports and documents",
        letters={
            Letter.READ: _of(P.DOCUMENT_READ),
            Letter.WRITE: _of(P.DOCUMENT_WRITE),
            Letter.APPROVE: _of(P.DOCUMENT_APPROVE, P.REPORT_APPROVE),
        },
    ),
    Area(
        id="criteria",
        name="Pack and criteria",
        letters={
            Letter.READ: _of(P.CRITERIA_READ),
            Letter.WRITE: _of(P.WHAT_IF),
            Letter.APPROVE: _of(P.PACK_PROPOSE),
        },
    ),
    Area(
        id="admin",
        name="Administration",
        letters={Letter.WRITE: _of(P.ACCOUNTS_MANAGE, P.SCHOOLS_ALLOCATE, P.DATA_IMPORT)},
    ),
)
"""The areas of the matrix that have something in this service today."""


SCOPES = {
    Scope.AUTHORITY: "every school of the authority",
    Scope.PRIMARY: "nursery, primary, all-through, special and alternative schools",
    Scope.SECONDARY: "secondary, all-through, 16 plus, special and alternative schools",
    Scope.OWN: "the schools that the post names",
    Scope.NONE: "no school by name",
}

DOES = {
    P.EVIDENCE_READ: "open a school: its suggested level and the evidence behind it",
    P.COUNTS_READ: "see how many schools have each suggested level",
    P.AREA_READ: "see the figures, strengths and needs of the authority as a whole",
    P.NEEDS_MARK: "say how a need of the area is met, and by whom",
    P.DATA_READ: "see which data is held and how fresh it is",
    P.SCREENING_RUN: "run a screening",
    P.DATA_IMPORT: "import published files and the authority’s own returns",
    P.WHAT_IF: "try other criteria, and keep them as a draft",
    P.PACK_PROPOSE: "propose a draft pack for approval",
    P.CRITERIA_READ: "read how schools are judged",
    P.LEVEL_READ: "read agreed levels and the register",
    P.LEVEL_PROPOSE: "propose a level, share it, and record it by note of visit or letter",
    P.LEVEL_ANSWER: "answer for the school about its level, and challenge a value",
    P.LEVEL_SETTLE: "settle a disputed level",
    P.LEVEL_RATIFY: "ratify a level that somebody else proposed",
    P.REGISTER_KEEP: "enter ratified levels in the register, and freeze its editions",
    P.TERMS_KEEP: "set the dates of terms",
    P.SELF_EVALUATION_WRITE: "write the school’s self-evaluation",
    P.SELF_EVALUATION_COMMENT: "comment on a school’s self-evaluation",
    P.JUDGEMENT_RECORD: "record judgements with their evidence",
    P.CONTEXT_RECORD: "record a circumstance that could make a school vulnerable",
    P.INTELLIGENCE_LOG: "log soft intelligence",
    P.RESTRICTED_READ: "read what is restricted to the authority; each reading is kept",
    P.EMBARGOED_READ: "read what is under embargo; each reading is kept",
    P.READINGS_READ: "see who read restricted material about a school",
    P.INTERESTS_READ: "read the register of interests",
    P.INTERESTS_KEEP: "declare an interest for another, and end one that has passed",
    P.CASE_READ: "read the case of a school at risk",
    P.CASE_IDENTIFY: "say that a school is at risk",
    P.CASE_INFORM: "tell the senior adviser of a school at risk",
    P.CASE_WORK: "visit a school at risk, evaluate and close its case",
    P.VISIT_WRITE: "book visits, write their notes, and say that an inspection was notified",
    P.VISIT_OVERSEE: "write in the notes of visits that others make",
    P.VISIT_CHECK: "check the facts of a note of visit for the school",
    P.INSPECTION_WORK: "see an inspection through, from who attends its feedback to its next steps",
    P.PLAN_READ: "read support plans",
    P.PLAN_WRITE: "write, issue and review support plans",
    P.PLAN_COMMENT: "comment on a support plan",
    P.PLAN_ANSWER: "answer for the school about its support plan",
    P.GROUP_CHAIR: "chair task groups",
    P.GROUP_PAPER: "write papers and draft minutes for task groups",
    P.GROUP_READ: "read the papers and minutes of task groups",
    P.OUTCOMES_READ: "read the outcomes of task groups",
    P.OUTCOMES_SEEN: "mark the outcomes of task groups as seen",
    P.NOTICE_READ: "read warning notices",
    P.NOTICE_WRITE: "consider and draft a warning notice, and record its legal check and its copies",
    P.NOTICE_GIVE: "give a warning notice that somebody else drafted, judge whether it was met, and use a power",
    P.CONCERN_READ: "read concerns about an academy",
    P.CONCERN_NOTE: "note a concern about an academy",
    P.CONCERN_WRITE: "discuss a concern with an academy, raise it with its trust, and say that it is resolved",
    P.CONCERN_ESCALATE: "refer a concern to the Department for Education or to Ofsted",
    P.ISSUED_READ: "read which notices were given and which concerns were referred",
    P.ISSUED_COUNTS: "see how many notices were given and how many concerns were referred",
    P.DOCUMENT_READ: "read issued documents",
    P.DOCUMENT_WRITE: "draft reports, and send them for approval",
    P.DOCUMENT_APPROVE: "approve documents that somebody else wrote",
    P.REPORT_APPROVE: "approve reports to the Executive Member",
    P.DOCUMENT_SEE: "record that an issued document was seen or minuted",
    P.RECORD_EXPORT: "read and export the record of one school",
    P.PRACTICE_READ: "read the directory of good practice",
    P.PRACTICE_COUNTS: "see how much good practice is published, by area and phase",
    P.PRACTICE_NOMINATE: "nominate a school’s practice for the directory",
    P.PRACTICE_CONSENT: "consent for the school to an entry about it, word it, and answer who asks for contact",
    P.PRACTICE_VERIFY: "verify, publish and review entries of the directory",
    P.PRACTICE_ASK: "ask a school for contact about its practice",
    P.PROVIDER_READ: "read the register of providers of support",
    P.PROVIDER_APPLY: "apply for the school to be a provider of support",
    P.PROVIDER_ASSURE: "enter providers of support, check their evidence and review them",
    P.PROVIDER_APPROVE: "approve, refuse, suspend or remove a provider whose evidence somebody else checked",
    P.LEADER_READ: "read the register of system leaders and their pen portraits",
    P.LEADER_KEEP: "designate system leaders, and keep their protocols and documents",
    P.LEADER_JUDGE: "judge a teacher highly effective, and review designations",
    P.LEADER_RELEASE: "agree for the school to a system leader’s release",
    P.PORTRAIT_WRITE: "write your own pen portrait as a system leader",
    P.SUPPORT_READ: "read what support a school needs, is given and gives",
    P.SUPPORT_COUNTS: "see how much support is brokered, without the names of schools",
    P.SUPPORT_REQUEST: "say that a school needs support",
    P.SUPPORT_COMMISSION: "commission support for your school directly",
    P.SUPPORT_BROKER: "broker support: match, check, offer, agree and close it",
    P.SUPPORT_ANSWER: "answer for the school that is given support",
    P.SUPPORT_GIVE: "answer for the school that is asked to help another",
    P.SUPPORT_FUND: "approve that the authority pays for support",
    P.SUPPORT_CLOSE: "close, end or withdraw support that you brokered or that your school commissioned",
    P.SUPPORT_COMMENT: "comment on support",
    P.SUPPORT_DELIVER: "keep the log of the support that you give",
    P.SERVICE_READ: "read the catalogue of services, and the days and orders of your schools",
    P.SERVICE_ORDER: "order services and book adviser days for the school",
    P.SERVICE_DELIVER: "say that a service was given, and which days were used",
    P.SERVICE_KEEP: "keep the catalogue of services, confirm orders and export charges",
    P.SPENDING_READ: "read what support and services cost, by school and by level",
    P.SPENDING_COUNTS: "read what support and services cost, without the names of schools",
    P.EVENT_READ: "read the programme of courses and events",
    P.EVENT_BOOK: "book places on courses and events",
    P.EVENT_KEEP: "keep the programme of courses and events, and who came",
    P.INDUCTION_READ: "read the induction of new headteachers",
    P.INDUCTION_ANSWER: "answer the needs analysis of your own induction",
    P.INDUCTION_WORK: "see a headteacher’s induction through, and match a mentor",
    P.ACADEMY_READ: "read about the Leadership Academy, and its enquiry library",
    P.ENQUIRY_WRITE: "put an enquiry into the library",
    P.ACADEMY_KEEP: "keep the stewardship group and the enquiry library",
    P.NETWORK_READ: "read the register of networks and hubs",
    P.NETWORK_KEEP: "keep the register of networks and hubs",
    P.DUTIES_READ: "read the register of the authority’s statutory duties",
    P.DUTIES_KEEP: "record evidence of a statutory duty, and say who answers for it",
    P.SCHOOLS_ALLOCATE: "allocate schools to advisers",
    P.ACCOUNTS_MANAGE: "make accounts, give posts and end them",
}
"""Each permission as the end of the sentence “You can …”."""


WAITING = {
    "Governor-services officer": "evaluations of governance",
    "Inclusion, attendance or virtual-school officer": "attendance and placement cases",
    "Cluster lead": "clusters and the actions of their members",
    "Charter-school user": "clusters and shared resources",
    "Task-group invitee": "the one meeting that somebody is invited to",
    "Children, young people and parents; the public": "published reports and surveys",
}
"""Roles of the matrix whose cells name nothing that is here yet, and what each waits for."""


def does(role: Role) -> tuple[str, ...]:
    """What a role may do, in words, in the order in which permissions stand."""
    return tuple(DOES[permission] for permission in Permission if permission in role.permissions)


def cells(role: Role) -> tuple[str, ...]:
    """A role's row of the matrix: for each area its letters, or "–"."""
    return tuple(", ".join(area.of(role)) or "–" for area in AREAS)

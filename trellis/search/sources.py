"""What is found by its words: one line for each kind of row, with who may read it and where it is read.

A new kind is added to SOURCES and nowhere else. What is under embargo is never one of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.append_only import AppendOnly
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models import Case, CaseComment, Evaluation, ObjectiveText, Progress, Visit
from trellis.documents import catalogue
from trellis.documents.block import Block, Origin, in_words
from trellis.documents.models import Issue
from trellis.interventions.models import ChallengeLetter, Concern, Giving, SecretaryNotice
from trellis.judgements.models import Circumstance, Entry, Judgement, Response
from trellis.practice.models import Publication
from trellis.practice.queries import entries as sharing
from trellis.search import directory
from trellis.visits.models import NoteRevision


class Embargoed(Exception):
    """Somebody would have what is under embargo indexed."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of row, which is read at the page `page`, whose address takes `args`: the school alone unless said.

    `words` are what it is found by; `whole` what several rows are versions of; `urn` its school; `path` the relations
    by which these read. `where` is what a row must say beside what its model says of itself, by field.
    """

    id: str
    name: str
    model: type[AppendOnly]
    permission: Permission
    page: str
    words: Callable[[Any], tuple[str, ...]]
    title: Callable[[Any], str]
    urn: Callable[[Any], int]
    path: tuple[str, ...] = ()
    whole: Callable[[Any], int] = lambda row: int(row.pk)
    case: Callable[[Any], int | None] = lambda row: None
    args: Callable[[Any], tuple[int, ...]] | None = None
    where: Mapping[str, object] = field(default_factory=dict)
    still: Callable[[Iterable[str], date], Collection[int]] | None = None
    """Which of the wholes the authorities that somebody reads show to all their readers on a day; None where schools say it."""

    def __post_init__(self) -> None:
        if self.model.confidentiality == Confidentiality.EMBARGOED:
            raise Embargoed(f"{self.model.__name__} is under embargo: nobody finds it by its words.")

    @property
    def is_restricted(self) -> bool:
        return self.model.confidentiality == Confidentiality.RESTRICTED

    def rows(self) -> QuerySet[Any]:
        """The rows that are found. A draft is not: it is the business of whoever writes it."""
        return self.model._default_manager.filter(**self.model.told_where).filter(**self.where)

    def address(self, row: Any) -> tuple[int, ...]:
        """What the address of the page takes."""
        return self.args(row) if self.args is not None else (self.urn(row),)

    def text(self, row: Any) -> str:
        """Everything that it is found by, in the order in which it is read."""
        return ". ".join(part.strip().rstrip(".") for part in self.words(row) if part.strip())


def _day(value: Any) -> str:
    return f"{value.day} {value:%B %Y}"


_WRITTEN = (
    Source(
        id="case",
        name="Cases",
        model=Case,
        permission=Permission.CASE_READ,
        page="case",
        words=lambda row: (row.source_name, row.seen),
        title=lambda row: f"Case, found on {_day(row.seen_on)}",
        urn=lambda row: row.school_id,
        case=lambda row: row.pk,
    ),
    Source(
        id="objective",
        name="Support plans",
        model=ObjectiveText,
        permission=Permission.PLAN_READ,
        page="plan",
        words=lambda row: (
            ()
            if row.is_dropped
            else (
                row.area,
                row.what,
                row.lever,
                row.baseline,
                row.target,
                row.success_test,
                row.owner_school,
                row.owner_authority,
                row.support,
                *(str(each.get("what", "")) for each in (*row.milestones, *row.actions)),
            )
        ),
        title=lambda row: f"Objective {row.objective.number}: {row.area}",
        urn=lambda row: row.objective.plan.case.school_id,
        path=("objective__plan__case",),
        whole=lambda row: row.objective_id,
    ),
    Source(
        id="progress",
        name="Progress of support plans",
        model=Progress,
        permission=Permission.PLAN_READ,
        page="plan",
        words=lambda row: (row.words, row.evidence),
        title=lambda row: f"Objective {row.objective.number}, seen on {_day(row.seen_on)}",
        urn=lambda row: row.objective.plan.case.school_id,
        path=("objective__plan__case",),
    ),
    Source(
        id="visit",
        name="Notes of visit",
        model=Visit,
        permission=Permission.CASE_READ,
        page="case",
        words=lambda row: (row.note, row.head, row.chair, row.others),
        title=lambda row: f"Note of visit, {_day(row.held_on)}",
        urn=lambda row: row.case.school_id,
        path=("case",),
        case=lambda row: row.case_id,
    ),
    Source(
        id="case_comment",
        name="Comments on cases",
        model=CaseComment,
        permission=Permission.CASE_READ,
        page="case",
        words=lambda row: (row.words,),
        title=lambda row: f"Comment of {_day(timezone.localdate(row.at))}",
        urn=lambda row: row.case.school_id,
        path=("case",),
        case=lambda row: row.case_id,
    ),
    Source(
        id="note",
        name="Notes of visits",
        model=NoteRevision,
        permission=Permission.CASE_READ,
        page="visit",
        words=lambda row: (
            row.met,
            row.looked_at,
            *(f"{each.get('name', '')}: {each.get('words', '')}" for each in row.findings),
            row.strengths,
            *(str(each.get("what", "")) for each in row.actions),
            row.practice,
        ),
        title=lambda row: f"{row.visit.get_purpose_display()}, note of {_day(timezone.localdate(row.at))}",
        urn=lambda row: row.visit.school_id,
        path=("visit",),
        whole=lambda row: row.visit_id,
        args=lambda row: (row.visit.school_id, row.visit_id),
    ),
    Source(
        id="evaluation",
        name="Evaluations of cases",
        model=Evaluation,
        permission=Permission.CASE_READ,
        page="case",
        words=lambda row: (row.reasons, row.next_steps),
        title=lambda row: str(row.get_outcome_display()),
        urn=lambda row: row.case.school_id,
        path=("case",),
        case=lambda row: row.case_id,
    ),
    Source(
        id="judgement",
        name="Judgements",
        model=Judgement,
        permission=Permission.EVIDENCE_READ,
        page="judgements",
        words=lambda row: (row.asked, row.answer.replace("_", " "), row.evidence),
        title=lambda row: f"Judgement of {_day(row.judged_on)}",
        urn=lambda row: row.school_id,
    ),
    Source(
        id="response",
        name="What schools said to judgements",
        model=Response,
        permission=Permission.EVIDENCE_READ,
        page="judgements",
        words=lambda row: (row.said,),
        title=lambda row: f"Said to the judgement of {_day(row.judgement.judged_on)}",
        urn=lambda row: row.judgement.school_id,
        path=("judgement",),
    ),
    Source(
        id="circumstance",
        name="Circumstances",
        model=Circumstance,
        permission=Permission.EVIDENCE_READ,
        page="circumstances",
        words=lambda row: (row.kind.replace("_", " "), row.evidence),
        title=lambda row: f"Circumstance from {_day(row.from_date)}",
        urn=lambda row: row.school_id,
    ),
    Source(
        id="notice",
        name="Warning notices",
        model=Giving,
        permission=Permission.NOTICE_READ,
        page="notices",
        words=lambda row: (
            row.kind_name,
            row.matters,
            row.required,
            *(name for _, name in (*row.grounds, *row.powers)),
        ),
        title=lambda row: f"Warning notice given on {_day(row.given_on)}",
        urn=lambda row: row.notice.school_id,
        path=("notice",),
    ),
    Source(
        id="challenge",
        name="Letters of challenge",
        model=ChallengeLetter,
        permission=Permission.NOTICE_READ,
        page="challenge",
        words=lambda row: (row.duty_name, row.matters, row.evidence, row.expected),
        title=lambda row: f"Letter of challenge of {_day(row.dated)}",
        urn=lambda row: row.school_id,
        args=lambda row: (row.school_id, row.pk),
    ),
    Source(
        id="practice",
        name="Good practice",
        model=Publication,
        permission=Permission.PRACTICE_READ,
        page="good_practice",
        words=lambda row: directory.text_of(row.wording),
        title=lambda row: str(row.wording.title),
        urn=lambda row: row.entry.school_id,
        path=("entry", "wording"),
        whole=lambda row: row.entry_id,
        args=lambda row: (row.entry_id,),
        still=lambda codes, on: sharing.shown_ids(codes, today=on),
    ),
    Source(
        id="secretary_notice",
        name="Notices of the Secretary of State",
        model=SecretaryNotice,
        permission=Permission.NOTICE_READ,
        page="notices",
        words=lambda row: (row.about,),
        title=lambda row: f"The Secretary of State’s notice of {_day(row.given_on)}",
        urn=lambda row: row.school_id,
    ),
    Source(
        id="concern",
        name="Concerns about academies",
        model=Concern,
        permission=Permission.RESTRICTED_READ,
        page="concerns",
        words=lambda row: (row.subject_name, row.seen, row.evidence),
        title=lambda row: f"Concern: {row.subject_name.lower()}",
        urn=lambda row: row.school_id,
    ),
    Source(
        id="intelligence",
        name="Soft intelligence",
        model=Entry,
        permission=Permission.RESTRICTED_READ,
        page="intelligence",
        words=lambda row: (row.said,),
        title=lambda row: f"{row.get_about_display()}, said on {_day(row.heard_on)}",
        urn=lambda row: row.school_id,
    ),
)


def _documents() -> Iterator[Source]:
    """The issued documents about schools, each kind by what its readers must be allowed to read. See `documents.rights`."""
    for kind in catalogue.every().values():
        if kind.about == "school" and kind.confidentiality == Confidentiality.SCHOOL_AND_AUTHORITY:
            yield Source(
                id=f"document_{kind.id}"[:30],
                name=f"Documents: {kind.name}",
                model=Issue,
                permission=kind.reads,
                page="issued_document",
                words=_said_in,
                title=lambda row: f"{row.document.title}, issued on {_day(timezone.localdate(row.at))}",
                urn=lambda row: row.document.school_id,
                path=("document", "revision"),
                args=lambda row: (row.document_id,),
                where={
                    "document__kind": kind.id,
                    "document__school__isnull": False,
                },
            )


def _said_in(row: Issue) -> tuple[str, ...]:
    """The title, then what the document says without what every one of its kind says."""
    blocks = (Block.from_json(each) for each in row.revision.blocks)
    return (row.document.title, *(in_words(each) for each in blocks if each.origin != Origin.PACK))


SOURCES = (*_WRITTEN, *_documents())

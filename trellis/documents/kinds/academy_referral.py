"""A concern about an academy, referred to the department's regional director or to Ofsted, with its chronology. GL-vii-b and c."""

from datetime import date

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.interventions.models import ConcernStep
from trellis.interventions.queries import concerns
from trellis.interventions.queries.concerns import ConcernFile
from trellis.schools.models import Authority, School

BODIES = {"regional-director": "the DfE’s regional director", "ofsted": "Ofsted"}
"""Where a concern can be referred."""
_STEPS = {"regional-director": ("escalate", "escalate_early"), "ofsted": ("refer", "refer_safeguarding")}
_FROM = {"regional-director": ("raised", "referred"), "ofsted": ("raised", "escalated")}


def _sent(file: ConcernFile, body: str) -> ConcernStep | None:
    """The referral to a body as it was recorded last; None where there was none."""
    return next((step for step in reversed(file.steps) if step.name in _STEPS[body]), None)


def _can_be_sent(file: ConcernFile, body: str) -> bool:
    straight = file.concern.is_safeguarding and body == "ofsted" and file.state in ("noted", "discussed")
    return straight or file.state in _FROM[body]


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"To {name}: {each.concern.subject_name.lower()}, {each.state_words.lower()}",
            about={"concern": each.concern.pk, "to": body},
            called=f"to {name}, {each.concern.subject_name.lower()}",
        )
        for each in concerns.of_school(school, today=today)
        for body, name in BODIES.items()
        if _sent(each, body) is not None or _can_be_sent(each, body)
    )


def _compose(subject: Subject, to: Composer) -> None:
    school, body = subject.the_school, str(subject.about["to"])
    file = concerns.one(int(subject.about["concern"]), school=school, today=subject.today)
    if file is None or body not in BODIES:
        to.say("not-there", concern="")
        return
    concern, sent = file.concern, _sent(file, body)
    page, args = "concern", (school.pk, concern.pk)
    source = Source(page=page, args=args, words="The concern", rows=(("interventions.Concern", concern.pk),))
    to.say("addressed", source, body=BODIES[body])
    to.heading("what")
    to.say("opening", source, authority=subject.authority.name, school=school.name, urn=school.pk)
    if school.trust_name:
        to.say(
            "trust",
            Source(
                page="school",
                args=(school.pk,),
                words="The school in the register of establishments",
                rows=(("schools.School", school.pk),),
            ),
            trust=school.trust_name,
        )
    to.say("subject", source, subject=concern.subject_name)
    to.heading("seen-heading")
    to.words("seen", concern.seen, source)
    to.heading("evidence-heading")
    to.words("evidence", concern.evidence, source)
    to.say("direction", source, direction=str(concern.get_direction_display()).lower())
    _raised(file, to)
    to.heading("chronology-heading")
    rows = [("interventions.ConcernStep", step.pk) for step in file.steps]
    rows += [("interventions.ConcernReply", reply.pk) for reply in file.replies]
    to.table(
        "chronology",
        Source(page=page, args=args, words="The chronology of the concern", rows=tuple(rows)),
        head=("Day", "What happened", "In words", "Recorded by"),
        lines=[
            (day(each.on), each.what, each.words, each.who)
            for each in file.chronology(before=sent.number if sent is not None else None)
        ],
        none="no-chronology",
    )
    to.heading("asked-heading")
    if sent is None:
        to.say("ask-ofsted" if body == "ofsted" else "ask-regional-director", source, as_key="asked")
        to.say("not-sent", source, as_key="means", body=BODIES[body])
    else:
        letter = Source(
            page=page, args=args, words="The referral", rows=(("interventions.ConcernStep", sent.pk),)
        )
        to.words("asked", sent.reasons, letter)
        to.say("means", letter, addressee=sent.addressee, means=sent.means, dated=day(sent.dated))
        if early := sent.details.get("why before the answer was due"):
            to.say("early", letter, early=early)
    to.fixed("confidence")


def _raised(file: ConcernFile, to: Composer) -> None:
    """What the trust was asked, by when, and whether it answered."""
    raised = file.step("raise_in_writing")
    to.heading("trust-heading")
    source = Source(
        page="concern",
        args=(file.concern.school_id, file.concern.pk),
        words="What was raised with the trust",
        rows=tuple([("interventions.ConcernStep", raised.pk)] if raised is not None else [])
        + tuple(("interventions.ConcernReply", each.pk) for each in file.replies),
    )
    if raised is None:
        to.say("not-raised", source, as_key="raised")
        return
    to.say("raised", source, addressee=raised.addressee, dated=day(raised.dated), due=day(raised.due))
    if file.replies:
        last = file.replies[-1]
        to.say("answered", source, sender=last.sender, received_on=day(last.received_on))
    else:
        to.say("no-answer", source, as_key="answered")


ACADEMY_REFERRAL = Kind(
    id="academy-referral",
    name="Academy referral",
    what="Refers a concern about an academy to the DfE’s regional director or to Ofsted: what was seen, what shows it, and the chronology.",
    about="school",
    drafts=Permission.CONCERN_WRITE,
    approves=Permission.CONCERN_ESCALATE,
    reads=Permission.RESTRICTED_READ,
    confidentiality=Confidentiality.RESTRICTED,
    usually_to="The DfE’s regional director, or Ofsted",
    none=(
        "No concern about this school can be referred yet. Note a concern about an academy, discuss it, and raise it in "
        "writing with its trust first; one about safeguarding can go straight to Ofsted."
    ),
    choices=_choices,
    compose=_compose,
)

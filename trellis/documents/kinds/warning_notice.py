"""A warning notice as it was given: its grounds, what the governing body is to do and by when, and the copies. SG-9, GL-v.

One that has not been given is restricted, and is no document yet: its own page prints the draft for the legal check.
"""

from datetime import date

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.interventions.models import Basis
from trellis.interventions.queries import notices
from trellis.interventions.queries.notices import NoticeFile
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"Notice given on {day(each.giving.given_on)}: {each.state_words.lower()}",
            about={"notice": each.notice.pk},
            called=day(each.giving.given_on),
        )
        for each in notices.of_school(school, today=today)
        if each.giving is not None
    )


def _compose(subject: Subject, to: Composer) -> None:
    school = subject.the_school
    file = notices.one(int(subject.about["notice"]), school=school, today=subject.today)
    given = file.giving if file is not None else None
    if file is None or given is None:
        to.say("not-given", notice="")
        return
    source = Source(
        page="notice",
        args=(school.pk, file.notice.pk),
        words="The notice as it was given",
        rows=(("interventions.Notice", file.notice.pk), ("interventions.Giving", given.pk)),
    )
    to.say("addressed", source, school=school.name, urn=school.pk)
    to.heading("notice")
    to.say(
        "opening",
        source,
        authority=subject.authority.name,
        law=given.law,
        kind=given.kind_name,
        given_on=day(given.given_on),
    )
    to.say("given-to", source, addressee=given.addressee, means=given.means)
    to.heading("grounds-heading")
    to.table(
        "grounds",
        source,
        head=("No.", "Ground"),
        lines=[(str(at), str(name)) for at, (_, name) in enumerate(given.grounds, 1)],
        none="no-grounds",
    )
    to.heading("matters-heading")
    to.words("matters", given.matters, source)
    to.heading("required-heading")
    to.words("required", given.required, source)
    to.heading("period-heading")
    to.say(
        "period",
        source,
        days=given.days,
        basis=str(Basis(given.basis).label),
        comply_by=day(given.comply_by),
    )
    to.heading("powers-heading")
    to.table(
        "powers",
        source,
        head=("No.", "Power that the authority is minded to use"),
        lines=[(str(at), name) for at, (_, name) in enumerate(file.minded, 1)],
        none="no-powers",
    )
    to.fixed("before-a-power")
    to.heading("guidance-heading")
    to.say("guidance", source, guidance=given.guidance)
    _copies(file, to, school=school)


def _copies(file: NoticeFile, to: Composer, *, school: School) -> None:
    to.heading("copies-heading")
    sent = {each.recipient: each for each in file.copies}
    must_have = [each for each in file.recipients if each.is_required]
    lines = [
        (
            each.name,
            f"{sent[each.id].to}, {day(sent[each.id].sent_on)}" if each.id in sent else "Not sent yet",
        )
        for each in must_have
    ]
    required = {each.id for each in must_have}
    lines += [
        (each.recipient_name, f"{each.to}, {day(each.sent_on)}")
        for each in file.copies
        if each.recipient not in required
    ]
    to.table(
        "copies",
        Source(
            page="notice",
            args=(school.pk, file.notice.pk),
            words="The copies of the notice",
            rows=tuple(("interventions.Copy", each.pk) for each in file.copies),
        ),
        head=("Who has a copy", "Sent"),
        lines=lines,
        none="no-copies",
    )


WARNING_NOTICE = Kind(
    id="warning-notice",
    name="Warning notice",
    what="A warning notice as it was given: the grounds, what the governing body is to do and by when, the powers and the copies.",
    about="school",
    drafts=Permission.NOTICE_WRITE,
    approves=Permission.NOTICE_GIVE,
    reads=Permission.NOTICE_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The governing body",
    none="No warning notice has been given to this school. Have one drafted, checked by a lawyer and given first.",
    choices=_choices,
    compose=_compose,
)

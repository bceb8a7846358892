"""What Severnshire has kept of its statutory duties: some evidenced lately, one too long ago, some not at all."""

from datetime import datetime, timedelta

from django.utils import timezone

from trellis.accounts.models import User

# duty, how many days ago the evidence was, what it was
_SHOWN = (
    ("high-standards", 20, "The screening of the term and the edition of the register that closed it."),
    (
        "schools-causing-concern",
        34,
        "The term’s decisions, against the guidance in force, went to the leadership team.",
    ),
    ("warning-notices", 34, "No school called for a notice this term; the reasons are with each case."),
    ("education-for-the-area", 150, "The yearly report on education in the area, noted by the committee."),
    ("safeguarding-in-education", 430, "The safeguarding audit of all schools; four gaps were followed up."),
    ("send-provision", 345, "The review of provision, with parents and schools asked."),
    ("best-value", 90, "Days and money that went into support, against the impact that was found."),
)


def play(*, authority: str, principal: User, director: User, at: datetime) -> int:
    """Keep the register as the story goes. Returns how many duties are evidenced."""
    from trellis.duties import actions

    for duty, days, note in _SHOWN:
        day = timezone.localdate(at) - timedelta(days=days)
        actions.record(
            duty,
            authority=authority,
            shown_on=day,
            note=note,
            link="",
            by=principal,
            at=at - timedelta(days=1),
        )
    actions.assign(
        "send-provision",
        authority=authority,
        role="",
        person=director.pk,
        months=12,
        reasons="The director leads the review this year.",
        after=0,
        by=director,
        at=at - timedelta(days=1),
    )
    return len(_SHOWN)

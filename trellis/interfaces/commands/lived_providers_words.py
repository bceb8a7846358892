"""What the providers of Severnshire say of themselves. Every name and figure is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Told:
    """One provider. `kind` is as the register has it; a school has no name of its own here. `stage` is where its story ends."""

    kind: str
    name: str = ""
    offers: str
    areas: tuple[str, ...]
    phases: tuple[str, ...]
    rate: int | None = None
    contact: str = ""
    stage: str = "approved"
    conditions: str = ""


PROVIDERS = (
    Told(
        kind="la_team",
        name="Severnshire School Improvement Team",
        offers="Advisers for leadership, teaching and assessment, who work beside the leaders of a school for a term or more.",
        areas=("leadership", "teaching", "assessment", "curriculum"),
        phases=("nursery", "primary", "secondary"),
        rate=0,
        contact="The team leader",
    ),
    Told(
        kind="la_team",
        name="Severnshire Governor Services",
        offers="Reviews of governance, and a mentor for a new chair.",
        areas=("governance",),
        phases=("primary", "secondary", "special"),
        rate=380,
        contact="The head of governor services",
    ),
    Told(
        kind="trust",
        name="Longmeadow Schools Trust",
        offers="Two days a week of an executive headteacher, and subject leaders of secondary schools.",
        areas=("leadership", "curriculum", "science"),
        phases=("secondary",),
        rate=520,
        contact="The director of school support",
    ),
    Told(
        kind="hub",
        name="Severn Vale Teaching School Hub",
        offers="Training and coaching of new teachers, national qualifications for leaders, and courses on the curriculum.",
        areas=("leadership", "teaching", "curriculum"),
        phases=("primary", "secondary", "special"),
        rate=0,
        contact="The hub’s director",
    ),
    Told(
        kind="hub",
        name="Three Rivers Attendance Hub",
        offers="A lead school shows its daily work on attendance, and helps others to set up theirs within two terms.",
        areas=("attendance", "belonging", "parents"),
        phases=("primary", "secondary"),
        rate=0,
        contact="The hub’s lead for attendance",
    ),
    Told(
        kind="hub",
        name="West Counties RISE Hub for Behaviour",
        offers="Visits, and two terms of work on routines and on children who are often suspended.",
        areas=("behaviour", "belonging"),
        phases=("primary", "secondary", "alternative"),
        contact="The hub’s leader",
        stage="waiting",
    ),
    Told(
        kind="company",
        name="Lantern Mathematics",
        offers="Coaching of leaders of mathematics, and planning with teachers in their own classrooms.",
        areas=("mathematics",),
        phases=("primary",),
        rate=475,
        contact="The director of programmes",
    ),
    Told(
        kind="company",
        name="Quillwork Literacy",
        offers="Training in early reading for all staff, and a visit each half-term.",
        areas=("early-reading", "reading"),
        phases=("nursery", "primary"),
        rate=540,
        contact="The programme manager",
        stage="conditions",
        conditions="It works with no school on its own for the first term: an adviser comes to each visit.",
    ),
    Told(
        kind="company",
        name="Ridgeway Data Partners",
        offers="Analysis of a school’s results, and a day for its leaders and governors.",
        areas=("assessment", "governance"),
        phases=("primary", "secondary"),
        rate=690,
        contact="The office manager",
        stage="refused",
    ),
    Told(
        kind="company",
        name="Fairstart Behaviour",
        offers="De-escalation for all staff, and work with leaders on suspensions.",
        areas=("behaviour",),
        phases=("secondary", "alternative"),
        rate=560,
        contact="The lead trainer",
        stage="suspended",
    ),
    Told(
        kind="person",
        name="Ottoline Farrar, leadership coach",
        offers="Coaching of headteachers in their first two years.",
        areas=("leadership", "staff-wellbeing"),
        phases=("primary", "secondary", "special"),
        rate=400,
        contact="Herself, through the authority",
    ),
    Told(
        kind="person",
        name="Bevan Thistlewood, special needs",
        offers="Reviews of provision for special educational needs, and work with a new coordinator.",
        areas=("send",),
        phases=("primary", "secondary"),
        rate=430,
        contact="Himself, through the authority",
        stage="lapsed",
    ),
    Told(
        kind="school",
        offers="Days in our classrooms for teachers of early reading, and a leader who comes back with them.",
        areas=("early-reading", "early-years"),
        phases=("primary",),
        rate=250,
        contact="The deputy headteacher",
    ),
    Told(
        kind="school",
        offers="Two leaders of mathematics for a half-day a week over two terms.",
        areas=("mathematics",),
        phases=("primary",),
        rate=300,
        contact="The headteacher",
    ),
    Told(
        kind="school",
        offers="Our special needs team works beside yours, in your school and in ours.",
        areas=("send", "mental-health"),
        phases=("primary", "special"),
        rate=280,
        contact="The leader of inclusion",
        stage="soon",
    ),
    Told(
        kind="school",
        offers="Leaders of science and of the sixth form, a day a fortnight.",
        areas=("science", "sixth-form"),
        phases=("secondary", "sixteen_plus"),
        rate=320,
        contact="The deputy headteacher",
    ),
    Told(
        kind="school",
        offers="What we do about attendance each morning, shown and then done with you.",
        areas=("attendance", "parents"),
        phases=("primary",),
        rate=0,
        contact="The leader of attendance",
        stage="uninsured",
    ),
    Told(
        kind="school",
        offers="A term of help with writing, from planning to moderation.",
        areas=("writing", "assessment"),
        phases=("primary",),
        rate=260,
        contact="The leader of English",
        stage="checked",
    ),
)

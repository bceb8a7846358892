"""Who Severnshire's system leaders are, and what they say of themselves. Every name is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Told:
    """One system leader. `outside` is where they work beyond the authority; `portrait` is where its story ends."""

    name: str
    kind: str
    phase: str = "primary"
    areas: tuple[str, ...]
    cohort: str = ""
    outside: str = ""
    provider: str = ""
    days: int | None = 10
    released: bool = True
    words: str = ""
    offers: str = ""
    portrait: str = ""
    accepted: int = 2
    stage: str = "in_force"
    is_una: bool = False
    """Whether it is the system leader who signs in."""


LEADERS = (
    Told(
        name="Una Leader",
        kind="lle",
        areas=("early-reading", "early-years"),
        cohort="Cohort 1",
        days=12,
        words="I have led a village primary school for nine years, through an inspection that went badly and two that went well.",
        offers="Early reading, and the first year of a new headteacher.",
        portrait="published",
        is_una=True,
    ),
    Told(
        name="Hesper Aldane",
        kind="nle",
        areas=("leadership", "governance"),
        days=20,
        words="I lead two schools, and spend a day a week in others. I begin by watching lessons with the headteacher.",
        offers="Leadership that has changed hands, and governing boards that want to ask better questions.",
        portrait="published",
    ),
    Told(
        name="Corwin Penhallow",
        kind="nle",
        phase="secondary",
        areas=("leadership", "curriculum"),
        days=15,
        words="A secondary headteacher for eleven years. I care about what is taught, in which order, and why.",
        offers="Curriculum across subjects, and middle leaders.",
        portrait="published",
    ),
    Told(
        name="Tamsin Overbury",
        kind="lle",
        areas=("mathematics", "teaching"),
        cohort="Cohort 1",
        words="My school is in a market town and has grown from one class in each year to two.",
        offers="Mathematics, and teaching assistants who teach.",
        portrait="published",
    ),
    Told(
        name="Ansel Birdwhistle",
        kind="lle",
        areas=("attendance", "parents"),
        cohort="Cohort 1",
        words="We telephone, we visit, and we ask why. Absence has halved in four years.",
        offers="Attendance, and families who have lost trust.",
        portrait="published",
    ),
    Told(
        name="Delphine Marrow",
        kind="lle",
        phase="secondary",
        areas=("behaviour", "belonging"),
        cohort="Cohort 1",
        words="I came to teaching from youth work. Our corridors are calm because adults are in them.",
        offers="Routines, and fewer suspensions.",
        portrait="published",
    ),
    Told(
        name="Rufus Hallowell",
        kind="lle",
        areas=("send",),
        cohort="Cohort 2",
        days=8,
        released=False,
        words="Nearly a third of our children have special educational needs, and they learn beside the others.",
        offers="Provision in ordinary classrooms.",
        portrait="consented",
    ),
    Told(
        name="Isolde Crake",
        kind="lle",
        areas=("writing", "oracy"),
        cohort="Cohort 2",
        words="Talk first, then writing. I still teach on two mornings a week.",
        offers="Writing, and talk in every subject.",
        portrait="published",
    ),
    Told(
        name="Gideon Sparrowhurst",
        kind="lle",
        phase="secondary",
        areas=("assessment",),
        cohort="Cohort 2",
        days=None,
        accepted=1,
        words="Less marking, and more of what changes the next lesson.",
        portrait="draft",
    ),
    Told(
        name="Philippa Dunmore",
        kind="lle",
        areas=("leadership",),
        cohort="Cohort 2",
        outside="Ferndale Primary School, Westmarch",
        provider="Longmeadow Schools Trust",
        words="I lead a school over the border, of the same size as many of yours.",
        offers="A pair of eyes from outside.",
        portrait="published",
    ),
    Told(
        name="Bartholomew Wray",
        kind="lle",
        areas=("finance",),
        cohort="Cohort 2",
        outside="Kestrel Hill School, Westmarch",
        accepted=0,
    ),
    Told(
        name="Niamh Carrowby",
        kind="sle",
        areas=("early-reading",),
        words="I teach in Reception, and help teachers who teach reading for the first time.",
        offers="Phonics lessons, watched and taught together.",
        portrait="published",
    ),
    Told(
        name="Oswin Tredgold",
        kind="sle",
        areas=("mathematics",),
        words="Small steps, the same pictures, and time to talk.",
        offers="Planning in mathematics.",
        portrait="published",
    ),
    Told(
        name="Saffron Ellerby",
        kind="sle",
        phase="secondary",
        areas=("science",),
        words="Practical work that teaches something. I run the department of a coastal school.",
        offers="Science from 11 to 16.",
        portrait="published",
    ),
    Told(
        name="Linus Fairweather",
        kind="sle",
        areas=("computing",),
        days=6,
        words="Computing without many computers.",
        portrait="published",
    ),
    Told(
        name="Marguerite Thorne",
        kind="sle",
        areas=("send", "mental-health"),
        days=6,
        released=False,
    ),
    Told(
        name="Cuthbert Vane",
        kind="sle",
        phase="secondary",
        areas=("languages",),
        days=5,
        stage="lapsed",
    ),
    Told(
        name="Ffion Garraway",
        kind="ast",
        areas=("arts",),
        days=12,
        words="Singing in every class, by teachers who thought that they could not.",
        offers="Music for those who are not musicians.",
        portrait="published",
    ),
    Told(
        name="Jocelyn Amberley",
        kind="ast",
        phase="secondary",
        areas=("humanities",),
        days=12,
        words="Local history, from what lies in the archive two streets away.",
        portrait="published",
    ),
    Told(
        name="Peregrine Stow",
        kind="ast",
        areas=("pe",),
        days=10,
    ),
    Told(
        name="Winifred Lacey",
        kind="lead_professional",
        areas=("early-years",),
        days=6,
        words="Children choose, and adults know what each choice teaches.",
        portrait="verified",
    ),
    Told(
        name="Caspian Holt",
        kind="lead_professional",
        phase="secondary",
        areas=("mathematics",),
        days=6,
    ),
    Told(
        name="Rosalind Pike",
        kind="lead_professional",
        areas=("reading",),
        days=4,
        stage="ended",
    ),
    Told(
        name="Everard Moss",
        kind="professional_partner",
        areas=("leadership", "staff-wellbeing"),
        outside="Retired headteacher, Severnshire",
        days=15,
        accepted=2,
    ),
    Told(
        name="Thea Winterbourne",
        kind="own",
        areas=("attendance", "belonging"),
        days=8,
        words="I meet families at the gate, and keep what they tell me.",
        offers="The first month of a new leader of attendance.",
        portrait="published",
    ),
)
OWN = (
    "Severnshire Attendance Champion",
    "A leader of attendance whose school the authority has seen, and who helps the leaders of others. The authority gives it for a year.",
)
PROTOCOLS = (
    (
        "Working in another school",
        "The two headteachers agree what is to be different, in how many days, before the first of them. The leader works beside the school’s own staff, and not in place of them. What is seen stays between the two schools.",
    ),
    (
        "Working in another school, with a plan and a review",
        "The two headteachers agree in writing what is to be different, by when, and in how many days. There is a review at half of the days, and an evaluation by both schools at the end. What is seen stays between the two schools, but for what concerns the safety of a child. The leader’s own school may ask for them back with a week’s notice. Where the authority brokers, it pays the leader’s school at the rate that was agreed before.",
    ),
)
DOCUMENTS = (
    (
        "Guide for new Local Leaders",
        "Before the first visit, read the school’s own evaluation and ask the headteacher what they would like to be asked. Keep a log of each day. Tell the authority early where the work is not what was agreed.",
    ),
    (
        "How the scheme is run",
        "Leaders are designated for a year, and looked at each year. The authority answers requests within ten working days, and keeps the agreements and the invoices.",
    ),
)

"""What Severnshire’s events, inductions, group, enquiries and networks are called and say. All of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Course:
    """An event: how many days from today it is, how many places it has, and how many people booked."""

    kind: str
    title: str
    what_for: str
    days: int
    places: int
    booked: int
    price: int = 0
    phases: tuple[str, ...] = ("primary",)
    led_by: str = "Hesper Aldane"
    where: str = "Arlingford Teachers’ Centre"
    answers: int = 0


COURSES = (
    Course(
        kind="course",
        title="Teaching writing so that it lasts",
        what_for="Teachers of years 2 to 6 plan a half-term of writing together, and try the first week.",
        days=-330,
        places=20,
        booked=6,
        price=95,
        answers=6,
    ),
    Course(
        kind="course",
        title="Leading mathematics in a small school",
        what_for="For leaders of mathematics who teach full time: what to look at first, and with whom.",
        days=-150,
        places=12,
        booked=5,
        price=95,
        answers=3,
    ),
    Course(
        kind="learning",
        title="Leaders of Learning: reading across the curriculum",
        what_for="Leaders bring one unit of work and leave with it changed.",
        days=-95,
        places=30,
        booked=4,
        phases=("primary", "secondary"),
        answers=2,
    ),
    Course(
        kind="conference",
        title="Headteachers’ autumn conference",
        what_for="What the year asks of schools, and what schools ask of the authority.",
        days=-40,
        places=120,
        booked=6,
        price=60,
        phases=("nursery", "primary", "secondary", "special"),
        led_by="The principal adviser",
        where="Severnshire Hall",
        answers=5,
    ),
    Course(
        kind="system",
        title="Coaching for system leaders",
        what_for="How to help without taking over: practice in threes.",
        days=-25,
        places=16,
        booked=2,
        phases=("primary", "secondary", "special"),
        led_by="Corwin Penhallow",
    ),
    Course(
        kind="day",
        title="Induction day for new headteachers: autumn",
        what_for="The authority and the people in it, from whom to ring to how a school is judged.",
        days=-60,
        places=20,
        booked=0,
        phases=("nursery", "primary", "secondary", "special", "alternative"),
        led_by="The school improvement team",
    ),
    Course(
        kind="module",
        title="Module 1: the first hundred days",
        what_for="What to learn of a school before changing it.",
        days=-20,
        places=20,
        booked=0,
        phases=("primary", "secondary", "special"),
        led_by="Una Leader",
    ),
    Course(
        kind="module",
        title="Module 2: money, staffing and buildings",
        what_for="Reading a budget, and what follows from it.",
        days=24,
        places=20,
        booked=1,
        phases=("primary", "secondary", "special"),
        led_by="The finance team",
    ),
    Course(
        kind="module",
        title="Module 3: working with governors",
        what_for="What governors need to know to ask well.",
        days=75,
        places=20,
        booked=0,
        phases=("primary", "secondary", "special"),
        led_by="Governor services",
    ),
    Course(
        kind="course",
        title="Science that pupils do",
        what_for="Enquiry in every unit, with what is in the cupboard.",
        days=12,
        places=3,
        booked=5,
        price=95,
    ),
    Course(
        kind="course",
        title="Attendance: the first ten days",
        what_for="What to do on each of the first days that a child is away.",
        days=33,
        places=25,
        booked=4,
        price=45,
        phases=("primary", "secondary"),
        led_by="The inclusion team",
    ),
    Course(
        kind="conference",
        title="Headteachers’ spring conference",
        what_for="Curriculum, one year on.",
        days=110,
        places=120,
        booked=3,
        price=60,
        phases=("nursery", "primary", "secondary", "special"),
        led_by="The principal adviser",
        where="Severnshire Hall",
    ),
    Course(
        kind="aspiring",
        title="Thinking of headship?",
        what_for="Three evenings for deputies and assistant heads who wonder whether to apply.",
        days=45,
        places=18,
        booked=3,
        phases=("primary", "secondary", "special"),
        led_by="Delphine Marrow",
    ),
    Course(
        kind="learning",
        title="Leaders of Learning: assessment that teachers use",
        what_for="Leaders bring one test and leave with fewer questions on it.",
        days=60,
        places=30,
        booked=2,
        phases=("secondary",),
    ),
)
AT_HOME = "Headteachers’ spring conference"
"""The event on which those who can sign in have a place."""
PEOPLE = (
    ("Mabel Orchard", "Leader of English"),
    ("Jonah Pell", "Teacher of year 5"),
    ("Sorcha Linley", "Deputy headteacher"),
    ("Ravi Mistry-Vale", "Leader of science"),
    ("Greta Holm", "Headteacher"),
    ("Piers Oakden", "Assistant headteacher"),
)
SAID = (
    "We changed our plan for the term on the way home.",
    "Useful, and the afternoon could be shorter.",
    "I would send two colleagues next time.",
    "The examples were of larger schools than ours.",
    "Clear, and nothing that we could not begin with.",
    "Good company, and good questions.",
)
SCORES = (5, 4, 4, 3, 5, 4)
HEADS = ("Florian Nettle", "Imogen Wicklow", "Basil Thornbury")
NEEDS = {
    "governors": "The chair is new too: how to begin together.",
    "means": "To read the budget before the meeting in spring.",
    "people": "How to lead a team that was mine until the summer.",
}
STEWARDS = (
    ("Octavia Finch", "Headteacher of a primary school", "primary", True, True),
    ("Lorcan Tait", "Headteacher of a secondary school", "secondary", True, False),
    ("Beatrix Sowerby", "Principal adviser", "authority", False, False),
    ("Emrys Vaughan", "Chair of a governing body", "other", False, False),
)
ENQUIRIES = (
    (
        "Talk before writing in year 4",
        "Do pupils write more, and better, where they say it first?",
        "Two classes over a term; books were compared without names by teachers of another school.",
        "They wrote a third more, and the gain was largest for those who had written least.",
        "Years 3 to 6",
        ("writing", "oracy"),
    ),
    (
        "What deputies in three countries are prepared for",
        "How are deputies prepared for headship elsewhere?",
        "Reading of published programmes of three countries, and six conversations.",
        "All three give new heads a second person outside their school for two years; we give one for one.",
        "Leadership development in every phase",
        ("leadership",),
    ),
    (
        "Ten minutes of reading aloud in form time",
        "Does reading aloud in form time change what pupils read?",
        "Loans of the library over two terms, and a questionnaire.",
        "Loans rose in year 7 and not in year 9. It needs the form tutor to like it.",
        "Years 7 to 9",
        ("reading",),
    ),
    (
        "A shared leader of mathematics for three small schools",
        "Can one leader serve three schools?",
        "A diary over a year, and pupils’ books from all three.",
        "Yes for planning and for what is taught; less for helping a teacher in the week in which it goes wrong.",
        "Schools of fewer than a hundred pupils",
        ("mathematics", "leadership"),
    ),
    (
        "Calling home on the first day",
        "Which first call brings a child back soonest?",
        "Two ways of calling, a half-term each, in four schools.",
        "A call by somebody whom the family knows, before nine. The words mattered less.",
        "All phases",
        ("attendance",),
    ),
    (
        "Fewer meetings for middle leaders",
        "What happens where middle leaders meet half as often?",
        "One term with, one term without, and what leaders said of each.",
        "Nothing was missed, and new leaders were lonelier. We kept the shorter list and paired the new ones.",
        "Schools with years 7 to 11",
        ("leadership",),
    ),
)
# name, purpose, how many days ago it began, how many schools, how many days ago it did what, and which years they all have
NETWORKS = (
    (
        "The Marsh schools",
        "Small schools that plan the curriculum together.",
        1700,
        6,
        (1400, 900, 420, 45),
        (),
    ),
    (
        "Reading rivers",
        "How reading is taught from the first week to the last.",
        1300,
        5,
        (1200, 700, 300, 20),
        (),
    ),
    (
        "Secondary mathematics",
        "Heads of mathematics who visit one another’s lessons.",
        900,
        4,
        (800, 380, 60),
        (7, 11),
    ),
    (
        "Hill and vale",
        "Moving from primary to secondary school without losing a term.",
        640,
        5,
        (600, 250, 90),
        (),
    ),
    ("First years together", "What children under five can do, and how we know.", 420, 4, (400, 130), (0,)),
    ("Quiet corridors", "Behaviour that lets everybody learn.", 200, 4, (180, 35), ()),
    ("The evening group", "Deputies who read together.", 1500, 3, (1300, 980), ()),
)
DID = (
    "A morning in each other’s lessons, with what each takes away.",
    "Planning of the next unit together.",
    "Books of three schools looked at side by side.",
    "An evening with somebody from outside.",
)

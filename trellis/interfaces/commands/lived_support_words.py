"""What Severnshire's schools ask of one another, in invented words. See `lived_support`."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One need: its areas, what help is wanted and what for, what was done on each day, and what came of it."""

    areas: tuple[str, ...]
    what: str
    hoped: str
    done: tuple[str, ...]
    came: str
    indicator: str = ""


ATTENDANCE = Asked(
    areas=("attendance",),
    what="Leaders want to see how first-day calls and weekly talks about attendance are run, and to have theirs looked at.",
    hoped="Fewer pupils miss a tenth of their sessions or more.",
    done=(
        "Looked through the registers of a year with leaders, class by class.",
        "Watched the morning’s calls, and wrote a script with the office.",
        "Came back to the weekly meeting, and looked at three pupils’ plans.",
    ),
    came="The meeting is held each week, and every absence has a name beside it.",
    indicator="persistent_absence",
)
NEEDS = (
    Asked(
        areas=("early-reading",),
        what="Teachers of Reception and year 1 need to see the daily phonics lesson taught well, and to be coached in it.",
        hoped="Every class has the same lesson by Easter, and who falls behind is taught again the same day.",
        done=("Taught beside two teachers.", "Coached the reading leader in watching lessons."),
        came="The lessons are alike in every class; same-day groups run on most days.",
        indicator="ks2_reading_expected",
    ),
    Asked(
        areas=("mathematics",),
        what="The leader of mathematics is new and would like somebody beside them for two terms.",
        hoped="Books show the same order of teaching in each year, and leaders know why.",
        done=("Looked at books and planning with the leader.", "Led a staff meeting on reasoning."),
        came="Planning follows one order. Reasoning is still thin in year 3.",
        indicator="ks2_maths_expected",
    ),
    Asked(
        areas=("behaviour", "belonging"),
        what="Staff want routines for corridors and lunchtimes that hold when a teacher is away.",
        hoped="Pupils say that breaktimes are calm, and fewer are sent out of lessons.",
        done=("Walked the school with leaders at each break.", "Trained the midday staff."),
        came="Lunchtimes are calmer. The routine for supply teachers is to be written.",
    ),
    Asked(
        areas=("send",),
        what="The coordinator for special needs has a long list and asks for help to put it in order.",
        hoped="Each pupil’s plan says what is done, by whom, and when it is looked at.",
        done=("Went through every plan with the coordinator.", "Showed teachers how to write a next step."),
        came="All plans were rewritten by the summer.",
    ),
    Asked(
        areas=("leadership",),
        what="Two new middle leaders would like a coach from another school.",
        hoped="They lead a review of their subject by themselves.",
        done=("Coached both leaders.", "Watched each lead a meeting, and talked it through."),
        came="Both led a review; one asks to go on.",
    ),
    Asked(
        areas=("governance",),
        what="Governors would like another board’s chair to look at how they ask questions.",
        hoped="Minutes show what was asked and what was done about it.",
        done=("Sat in on two meetings.", "Went through a year’s minutes with the chair."),
        came="Questions are in the minutes, with a name and a day beside each.",
    ),
    Asked(
        areas=("writing",),
        what="Writing in years 3 and 4 has too little length and too little care. We would like to see it taught well.",
        hoped="Pupils write at length each week and put their own mistakes right.",
        done=("Two teachers watched lessons and were watched.", "Marked a set of books together."),
        came="There is more writing and more pride in it.",
        indicator="ks2_writing_expected",
    ),
)


@dataclass(frozen=True, kw_only=True)
class FoundItself:
    """What a school found outside the register, what it says came of it, and what its adviser saw."""

    who: str
    areas: tuple[str, ...]
    what: str
    days: str
    pounds: int
    came: str
    seen: str


FOUND_ITSELF = FoundItself(
    who="A speech and language therapist whom a neighbouring school told us of",
    areas=("oracy", "early-years"),
    what="To show the staff of Reception how to build talk into the day, and to look at how we find children who need more.",
    days="2.5",
    pounds=950,
    came="Adults wait longer for an answer and say the sentence back in full. Six children were found in the first month who had not been noticed.",
    seen="Seen in two visits to Reception. The school chose it well, and has put what it learned into how new staff begin.",
)

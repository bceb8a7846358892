"""The geometry of the funnel plot."""

from trellis.interfaces.web.govuk import funnel
from trellis.interfaces.web.govuk.funnel import Entry

SCHOOLS = (
    Entry(name="Small and low", percent=30.0, size=10),
    Entry(name="Large and low", percent=40.0, size=200),
    Entry(name="Middling", percent=62.0, size=60),
    Entry(name="A little high", percent=76.0, size=60),
)


def drawn(*entries: Entry, comparator: float = 62.0) -> funnel.Funnel:
    made = funnel.draw(entries or SCHOOLS, comparator, title="Reading", description="All schools.")
    assert made is not None
    return made


def test_the_same_low_figure_is_chance_in_a_small_school_and_not_in_a_large_one() -> None:
    assert drawn().places == ("within", "beyond 99.8%", "within", "beyond 95%")


def test_where_a_school_lies_is_told_by_its_shape() -> None:
    shapes = {mark.css: mark.path for mark in drawn().marks}
    assert len(shapes) == 3
    assert len({path.split(" ", 1)[1][:3] for path in shapes.values()}) == 3


def test_marks_lie_within_the_picture_and_larger_cohorts_farther_right() -> None:
    made = drawn()
    for mark in made.marks:
        x, y = (float(n) for n in mark.path[1:].split(" ")[0].split(","))
        assert made.left - 5 <= x <= made.right
        assert 0 <= y <= made.height
    xs = [float(mark.path[1:].split(",")[0]) for mark in made.marks]
    assert xs[0] < xs[2] < xs[1]


def test_the_limits_close_in_to_the_right() -> None:
    low, high = ([float(p.split(",")[1]) for p in line.split()] for line in drawn().inner)
    assert low[0] - high[0] > low[-1] - high[-1] > 0


def test_names_stand_beside_the_farthest_and_never_over_one_another() -> None:
    crowd = [Entry(name=f"School {i}", percent=40.0 + i / 10, size=200) for i in range(20)]
    assert len(drawn(*crowd).names) < 3
    assert "Large and low" in {name.text for name in drawn().names}


def test_one_school_makes_no_funnel() -> None:
    assert funnel.draw(SCHOOLS[:1], 62.0, title="", description="") is None


def test_none_all_and_one_pupil_can_be_drawn() -> None:
    edges = (Entry(name="One", percent=100.0, size=1), Entry(name="None", percent=0.0, size=1))
    assert drawn(*edges, comparator=0.0).marks
    assert drawn(*edges, comparator=100.0).marks

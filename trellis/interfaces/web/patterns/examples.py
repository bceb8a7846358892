"""What the examples of the pattern page are drawn from. Every name and number is invented."""

from django import forms

from trellis.interfaces.web.govuk import charts, levels, strips
from trellis.interfaces.web.govuk.charts import Chart, Point, Say
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.govuk.strips import Lane, Strip
from trellis.interfaces.web.patterns import chart_examples

_NAMED = {1: "Secure", 2: "Vulnerable", 3: "Causing concern"}


class ExampleForm(forms.Form):
    """One field of every kind that draws itself."""

    name = forms.CharField(
        label="Name of the list",
        help_text="As you will look for it.",
        error_messages={"required": "Give the list a name."},
    )
    day = forms.CharField(
        label="Data cut-off",
        help_text="For example 31/8/2026.",
        widget=forms.TextInput(attrs={"width": "10"}),
    )
    email = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    pack = forms.ChoiceField(
        label="Framework pack", choices=[("a", "Report cards"), ("b", "The policy, 2010")]
    )
    response = forms.ChoiceField(
        label="How the need is met",
        choices=[("challenge", "Challenge"), ("intervention", "Intervention"), ("watch", "Watch")],
        widget=forms.RadioSelect,
    )
    phases = forms.MultipleChoiceField(
        label="Phases",
        choices=[("primary", "Primary"), ("secondary", "Secondary")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="I have read what would change")
    reason = forms.CharField(label="Reason", widget=forms.Textarea)


class ExampleStep(forms.Form):
    """A form whose fields are all drawn together, with one that is hidden."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=3)
    words = forms.CharField(label="What was agreed", widget=forms.Textarea)
    agreed_on = forms.CharField(
        label="Day it was agreed",
        help_text="For example 31/8/2026.",
        widget=forms.TextInput(attrs={"width": "10"}),
    )


def line() -> Chart | None:
    """A year without a value between years with one, a comparator, and intervals."""
    points = [
        Point(year=2019, value=58.0, low=46.0, high=69.0, comparator=65.0, before=True),
        Point(year=2023, value=52.0, low=40.0, high=64.0, comparator=59.0),
        Point(year=2024, value=None, comparator=60.0),
        Point(year=2025, value=61.0, low=49.0, high=72.0, comparator=61.0),
        Point(year=2026, value=64.0, low=52.0, high=75.0, comparator=62.0),
    ]
    return charts.draw(
        points,
        title="Expected standard, by year",
        description="58% in 2018/19 to 64% in 2025/26, with no value for 2023/24. Every value is in the table.",
        say=Say("percent", 0),
    )


def strip() -> Strip | None:
    """One school's value with its interval, against the spread of a set."""
    lanes = [
        Lane(letter="A", values=(9.0,), low=7.0, high=11.0),
        Lane(letter="B", values=(4.0, 5.0, 5.5, 6.0, 6.2, 7.1)),
    ]
    return strips.draw(
        lanes,
        comparators=(5.4,),
        title="Absence: one school beside its similar schools",
        description="A, 9%, lies above all of B, which run from 4% to 7.1%. The dashed line is the national median.",
        say=Say("percent", 1),
    )


def tags() -> tuple[LevelTag, ...]:
    """A suggested level in each way that it can be said."""
    academy = levels.tag(3, named=_NAMED, raises_concerns=True)
    own = [levels.tag(level, named=_NAMED, raises_concerns=False) for level in (3, 2, 1, None)]
    between = levels.tag(None, named=_NAMED, raises_concerns=False, ground="between")
    return (*own, between, academy)


def context() -> dict[str, object]:
    """Return what the examples are drawn with."""
    wrong = ExampleForm({"day": "soon"}, auto_id="wrong_%s")
    return {
        "form": ExampleForm(auto_id="example_%s"),
        "step": ExampleStep(auto_id="step_%s"),
        "wrong": wrong,
        "problems": [one for one in problems(wrong) if one["href"] == "#wrong_name"],
        "line": line(),
        "strip": strip(),
        "tags": tags(),
        **chart_examples.context(),
    }

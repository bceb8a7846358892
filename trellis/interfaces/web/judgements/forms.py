"""What is asked for when people write what they make of a school."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from trellis.analysis.judging.framework import Question
from trellis.interfaces.web.govuk.fields import day_field, words_field
from trellis.judgements import asking, kinds
from trellis.judgements.actions.intelligence import SHORT
from trellis.judgements.actions.self_evaluations import MOST_PRIORITIES
from trellis.judgements.asking import Theme
from trellis.judgements.days import LASTS_DAYS
from trellis.judgements.models import About, Grade, Outcome, Reliability, Source
from trellis.judgements.writing import Content, Part

_DAY = "For example, 31/8/2026."


def _choice(
    label: str, choices: Sequence[tuple[str, Any]], missing: str, *, hint: str = "", radios: bool = True
) -> forms.ChoiceField:
    given = list(choices)
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=given if radios else [("", "Choose"), *given],
        widget=forms.RadioSelect() if radios else forms.Select(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _short(label: str, missing: str, *, hint: str = "", required: bool = True) -> forms.CharField:
    return words_field(label, missing, hint=hint, required=required, longest=SHORT)


class SelfEvaluation(forms.Form):
    """The whole self-evaluation: two fields for each theme, the priorities, and what the school declares."""

    priorities = words_field(
        "What we will improve, the most pressing first",
        "",
        hint=f"One on each line, up to {MOST_PRIORITIES}.",
        required=False,
    )
    is_vulnerable = forms.ChoiceField(
        label="Do you call your school vulnerable?",
        help_text="“Yes” puts your school forward for support, whatever the data say. It is never published.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(),
        required=False,
        error_messages={"invalid_choice": "Choose yes or no"},
    )
    why_vulnerable = words_field("If you do, why", "", required=False)

    def __init__(self, sent: Any, *, themes: Sequence[Theme], content: Content) -> None:
        said = {True: "yes", False: "no", None: ""}[content.is_vulnerable]
        initial: dict[str, Any] = {
            "priorities": "\n".join(content.priorities),
            "is_vulnerable": said,
            "why_vulnerable": content.why_vulnerable,
        }
        for theme in themes:
            part = content.part(theme.id)
            initial |= {f"grade-{theme.id}": part.grade, f"rests-{theme.id}": part.rests_on}
        super().__init__(sent, initial=initial)
        self.themes = tuple(themes)
        for theme in themes:
            self.fields[f"grade-{theme.id}"] = forms.ChoiceField(
                label=f"{theme.name}: your grade",
                choices=Grade.choices,
                widget=forms.RadioSelect(),
                required=False,
                error_messages={"invalid_choice": f"{theme.name}: choose a grade from the list"},
            )
            self.fields[f"rests-{theme.id}"] = words_field(
                f"{theme.name}: what it rests on", "", required=False
            )

    def content(self) -> Content:
        """Return what was filled in, once it is valid."""
        given = self.cleaned_data
        return Content(
            parts={
                theme.id: Part(grade=given[f"grade-{theme.id}"], rests_on=given[f"rests-{theme.id}"])
                for theme in self.themes
            },
            priorities=tuple(given["priorities"].splitlines()),
            is_vulnerable={"yes": True, "no": False}.get(given["is_vulnerable"]),
            why_vulnerable=given["why_vulnerable"],
        )

    def refuse(self, problems: Sequence[tuple[str, str]]) -> None:
        """Put what the domain found wrong beside the fields that it is about."""
        themes = {theme.id for theme in self.themes}
        for key, said in problems:
            if key in themes:
                graded = bool(self.cleaned_data.get(f"grade-{key}"))
                self.add_error(f"{'rests' if graded else 'grade'}-{key}", said)
            else:
                self.add_error(key or None, said)


class Comment(forms.Form):
    theme = _choice("What it is about", (), "Choose what it is about", radios=False)
    said = words_field(
        "Your comment",
        "Write your comment",
        hint="The school reads it beside what it wrote, and changes that if it wishes.",
    )

    def __init__(self, sent: Any, *, themes: Sequence[tuple[str, str]]) -> None:
        super().__init__(sent)
        self.fields["theme"].choices = [("", "All of it"), *themes]  # type: ignore[attr-defined]
        self.fields["theme"].required = False


class AskWhich(forms.Form):
    question = _choice("Question", (), "Choose a question")

    def __init__(self, sent: Any, *, questions: Sequence[Question]) -> None:
        super().__init__(sent)
        self.fields["question"].choices = [(q.id, q.question) for q in questions]  # type: ignore[attr-defined]


class Judgement(forms.Form):
    answer = _choice("Your judgement", (), "Choose an answer")
    judged_on = day_field("Day it was judged", hint=_DAY)
    evidence = words_field(
        "What it rests on",
        "Say what the judgement rests on",
        hint="What you saw, heard or read, and when. The school reads this.",
    )
    expires_on = day_field(
        "Last day on which it counts",
        hint="A year is usual, and holds where you leave this empty. After it the answer counts as not known.",
        required=False,
    )

    def __init__(self, sent: Any, *, question: Question, initial: dict[str, Any]) -> None:
        super().__init__(sent, initial=initial)
        field = self.fields["answer"]
        field.label = question.question
        field.choices = [(a, asking.answer_words(a)) for a in question.answers]  # type: ignore[attr-defined]


class Answer(forms.Form):
    said = words_field(
        "The school’s answer",
        "Write your answer",
        hint="It stands beside the judgement wherever that is shown.",
    )


class Circumstance(forms.Form):
    kind = _choice(
        "Circumstance",
        [(kind.id, kind.name) for kind in kinds.KINDS.values()],
        "Choose a circumstance",
    )
    evidence = words_field(
        "What shows it", "Say what shows it", hint="The school and the authority both read this."
    )
    from_date = day_field("Day from which it is so", hint=_DAY)
    until = day_field(
        "Last day on which it is so", hint="Leave it empty where that is not known yet.", required=False
    )


class CircumstanceEnd(forms.Form):
    last_day = day_field("Last day on which it was so", hint=_DAY)
    why = words_field("What shows that it has passed", "Say what shows that it has passed")


class Log(forms.Form):
    said = _short("What was said", "Write what was said", hint="In short, without the names of children.")
    heard_on = day_field("Day it was said", hint=_DAY)
    about = _choice(
        "What it is about",
        About.choices,
        "Choose what it is about",
        hint="The school is told this and no more of an entry.",
        radios=False,
    )
    source = _choice("Who said it", Source.choices, "Choose who said it", radios=False)
    reliability = _choice(
        "How far they can be relied on", Reliability.choices, "Choose how far they can be relied on"
    )
    corroborated_by = _short(
        "What bears it out",
        "",
        hint="Something else that says the same: another person, a paper, what you saw. Leave it empty where nothing does yet.",
        required=False,
    )


class BearOut(forms.Form):
    how = _short("What bears it out", "Say what bears it out")


class Review(forms.Form):
    outcome = _choice("What is to be done", Outcome.choices, "Choose what is to be done")
    decided = words_field("What was decided, and why", "Write what was decided, and why")


LASTS = timedelta(days=LASTS_DAYS)

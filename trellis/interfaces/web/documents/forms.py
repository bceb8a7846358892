"""What is asked for when a document is made, edited and taken further."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.documents.actions.moving import LONGEST
from trellis.documents.actions.writing import LONGEST as LONGEST_PARAGRAPH
from trellis.documents.kind import Choice
from trellis.interfaces.web.govuk.fields import StepForm, words_field


class About(forms.Form):
    """Which of the things that a document can be made about."""

    about = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect(),
        error_messages={
            "required": "Choose what the document is about",
            "invalid_choice": "Choose what the document is about",
        },
    )

    def __init__(self, sent: Any, *, choices: Sequence[Choice]) -> None:
        super().__init__(sent, initial={"about": "0"} if len(choices) == 1 else {})
        self.fields["about"].choices = [(str(at), each.title) for at, each in enumerate(choices)]  # type: ignore[attr-defined]


class Paragraph(StepForm):
    """The words of one paragraph. `seen` is the revision that whoever writes was shown."""

    words = words_field("What it says", "Write the paragraph", longest=LONGEST_PARAGRAPH)


class Added(StepForm):
    """A paragraph of one's own, and after what it stands."""

    after = forms.ChoiceField(
        label="After which part?",
        error_messages={
            "required": "Choose after which part it stands",
            "invalid_choice": "Choose after which part it stands",
        },
    )
    words = words_field("What it says", "Write the paragraph", longest=LONGEST_PARAGRAPH)

    def __init__(self, sent: Any, *, places: Sequence[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(sent, initial=initial)
        self.fields["after"].choices = list(places)  # type: ignore[attr-defined]


class Step(StepForm):
    """A step that asks for nothing more. `revision` is the one that whoever takes it was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class Reasons(Step):
    words = words_field("Reasons", "Say why", longest=LONGEST)


class SendBack(Step):
    words = words_field("What is to be changed, and why", "Say what is to be changed", longest=LONGEST)


class Issue(Step):
    words = words_field(
        "To whom it is issued",
        "Say to whom it is issued",
        hint="This stands at its head, and in the record.",
        longest=LONGEST,
    )


class See(Step):
    words = words_field(
        "Who saw it, or where it is minuted",
        "Say who saw it, or where it is minuted",
        hint="For example, Cabinet, 3 December 2026, item 7.",
        longest=LONGEST,
    )

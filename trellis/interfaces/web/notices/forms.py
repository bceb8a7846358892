"""What is asked for how one is told."""

from django import forms

from trellis.notices.models import Frequency


class Choose(forms.Form):
    """How often a digest is sent."""

    frequency = forms.ChoiceField(
        label="How often are you sent an e-mail of what is due and new?",
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        help_text="It names schools and what is due, and nothing else of them. You read the rest here.",
        error_messages={
            "required": "Choose never, every Monday or every day",
            "invalid_choice": "Choose never, every Monday or every day",
        },
    )

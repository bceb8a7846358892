"""The form that keeps a list under a name."""

from django import forms


class SaveList(forms.Form):
    """What the user calls the list."""

    name = forms.CharField(
        label="Name of the list",
        help_text="For example, Academies with a concern.",
        max_length=60,
        widget=forms.TextInput(attrs={"width": "20"}),
        error_messages={
            "required": "Enter a name for the list",
            "max_length": "The name must be 60 characters or fewer",
        },
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

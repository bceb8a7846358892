"""The form of one objective: its parts, and as many milestones and actions as it needs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from trellis.analysis.rights import ARTICLES
from trellis.casework import wording as words
from trellis.casework.models import Brokering
from trellis.casework.queries.criteria import MetCriterion
from trellis.casework.wording import LABELS, Milestone, PlanAction, Wording
from trellis.interfaces.web.govuk.fields import DAYS, as_typed, words_field
from trellis.interfaces.web.plans.forms import PlanForm, choice

MOST_ROWS = 20
_MILESTONE, _ACTION = ("what", "by_when"), ("what", "owner_school", "support")
_ROWS = {"milestones": _MILESTONE, "actions": _ACTION}


class ObjectiveForm(PlanForm):
    """An objective. A row of milestones or actions that is left empty is not one."""

    area = forms.CharField(
        label=LABELS["area"],
        max_length=120,
        help_text="For example, Attendance, or Teaching of mathematics.",
        error_messages={"required": "Say which area of the school’s work it is about"},
    )
    what = words_field(LABELS["what"], "Say what is to improve")
    lever = words_field(
        LABELS["lever"],
        "Say how it is to improve",
        hint="The one thing done differently that brings it about.",
    )
    baseline = words_field(
        LABELS["baseline"],
        "Say where it stands",
        hint="With its source and its day, so that progress can be seen.",
    )
    target = words_field(LABELS["target"], "Say where it is to stand")
    success_test = words_field(LABELS["success_test"], "Say how success will be seen")
    owner_school = forms.CharField(
        label=LABELS["owner_school"],
        max_length=200,
        help_text="The school owns its improvement.",
        error_messages={"required": "Name who at the school answers for it"},
    )
    owner_authority = forms.CharField(
        label=LABELS["owner_authority"],
        max_length=200,
        error_messages={"required": "Name who at the authority supports and challenges"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        met: Sequence[MetCriterion],
        kept: Sequence[str],
        indicators: Sequence[tuple[str, str]],
        begun: date,
        today: date,
        is_new: bool,
        rows: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        """`met` are the criteria to choose from, with those `kept` from before; `rows` how many rows there are to fill in."""
        super().__init__(data, **kwargs)
        self.begun, self.today, self.is_new = begun, today, is_new
        self.rows = {kind: self._row_count(kind, rows[kind]) for kind in _ROWS}
        self._add_choices(met, kept, indicators)
        for kind in _ROWS:
            self._add_rows(kind)

    def _row_count(self, kind: str, shown: int) -> int:
        if not self.is_bound:
            return shown
        sent = str(self.data.get(f"{kind}_rows", ""))
        count = int(sent) if re.fullmatch(r"\d{1,2}", sent, re.ASCII) else shown
        return min(MOST_ROWS, count + (2 if self.data.get("more") == kind else 0))

    def _add_choices(
        self, met: Sequence[MetCriterion], kept: Sequence[str], indicators: Sequence[tuple[str, str]]
    ) -> None:
        named = {each.id: f"{each.id} {each.name}" for each in met}
        offered = {**{each: f"{each} (no longer met)" for each in kept}, **named}
        if offered:
            self.fields["criteria"] = forms.MultipleChoiceField(
                label=LABELS["criteria"],
                help_text="The criteria of levels 2 and 3 that the school meets by the newest screening.",
                choices=sorted(offered.items()),
                required=False,
                widget=forms.CheckboxSelectMultiple(),
                error_messages={"invalid_choice": "Choose criteria from the list"},
            )
        self.fields["indicator"] = forms.ChoiceField(
            label=f"{LABELS['indicator']} (optional)",
            choices=[("", "None"), *indicators],
            required=False,
            error_messages={"invalid_choice": "Choose an indicator from the list"},
        )
        self.fields["target_value"] = forms.FloatField(
            label="The school’s own target for it (optional)",
            help_text="A number in the indicator’s unit. National figures are shown beside it, not instead.",
            required=False,
            widget=forms.TextInput(attrs={"width": "10", "inputmode": "decimal"}),
            error_messages={"invalid": "Enter the target as a number, like 6.5"},
        )
        self.fields["brokering"] = choice(
            "Support for this objective",
            Brokering.choices,
            "Say whether the support that it needs has been found",
            hint="A plan is put into action once its support has been found, or none is needed.",
        )
        self.fields["support"] = words_field(
            "What support, from whom", "", hint="Needed unless no support is needed.", required=False
        )
        self.fields["articles"] = forms.CharField(
            label="Articles of the UN Convention on the Rights of the Child that it serves (optional)",
            help_text="Their numbers, with commas between: 28, 29.",
            required=False,
            widget=forms.TextInput(attrs={"width": "20"}),
        )
        if not self.is_new:
            self.fields["reasons"] = words_field(
                "Why it changes (optional)", "", hint="The school will read this.", required=False
            )

    def _add_rows(self, kind: str) -> None:
        for row in range(self.rows[kind]):
            for part in _ROWS[kind]:
                self.fields[f"{kind}_{row}_{part}"] = _part(kind, row + 1, part)

    def row_fields(self, kind: str) -> list[list[BoundField]]:
        """The fields of each row of milestones or actions."""
        return [[self[f"{kind}_{row}_{part}"] for part in _ROWS[kind]] for row in range(self.rows[kind])]

    @property
    def asks_for_more(self) -> bool:
        """Whether more rows are asked for, and nothing is to be saved yet."""
        return self.is_bound and self.data.get("more") in _ROWS

    def clean_articles(self) -> tuple[int, ...]:
        given = self.cleaned_data["articles"]
        found = []
        for each in re.split(r"[,;\s]+", given.strip()):
            if not each:
                continue
            if not re.fullmatch(r"\d{1,3}", each, re.ASCII) or int(each) not in ARTICLES:
                raise forms.ValidationError(
                    f"“{each[:20]}” is no article: give numbers from 1 to 42, like 28, 29"
                )
            found.append(int(each))
        return tuple(sorted(set(found)))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._check_rows(given)
        if not self.errors:
            for part, said in words.missing(self.wording, begun=self.begun, today=self.today).items():
                self.add_error(f"{part}_0_what" if part in _ROWS else part, said.rstrip("."))
        return given

    def _check_rows(self, given: Mapping[str, Any]) -> None:
        for kind, parts in _ROWS.items():
            for row in range(self.rows[kind]):
                filled = {part for part in parts if _has(given.get(f"{kind}_{row}_{part}"))}
                failed = any(f"{kind}_{row}_{part}" in self.errors for part in parts)
                needed = set(parts) - {"support"}
                if failed or not filled:
                    continue
                for part in sorted(needed - filled):
                    self.add_error(f"{kind}_{row}_{part}", _MISSING[kind, part].format(row=row + 1))

    @property
    def wording(self) -> Wording:
        """What was filled in, as a value."""
        given = self.cleaned_data
        plain = (
            "area",
            "what",
            "lever",
            "baseline",
            "target",
            "success_test",
            "owner_school",
            "owner_authority",
        )
        return Wording(
            **{part: given.get(part, "").strip() for part in plain},
            milestones=tuple(Milestone(**row) for row in self._filled("milestones")),
            actions=tuple(PlanAction(**row) for row in self._filled("actions")),
            brokering=given.get("brokering", ""),
            support=given.get("support", "").strip(),
            criteria=tuple(given.get("criteria", ())),
            indicator=given.get("indicator", ""),
            target_value=given.get("target_value"),
            articles=tuple(given.get("articles") or ()),
        )

    def _filled(self, kind: str) -> Iterable[dict[str, Any]]:
        for row in range(self.rows[kind]):
            parts = {part: self.cleaned_data.get(f"{kind}_{row}_{part}") for part in _ROWS[kind]}
            if any(_has(each) for each in parts.values()):
                yield {name: each.strip() if isinstance(each, str) else each for name, each in parts.items()}


_MISSING = {
    ("milestones", "what"): "Say what is to be seen by milestone {row}",
    ("milestones", "by_when"): "Give the day of milestone {row}",
    ("actions", "what"): "Say what is done in action {row}",
    ("actions", "owner_school"): "Name who at the school owns action {row}",
}


def initial_of(wording: Wording) -> dict[str, Any]:
    """Return what the form shows of a wording."""
    plain = {part: getattr(wording, part) for part in LABELS if part not in _ROWS}
    target = wording.target_value
    given: dict[str, Any] = {
        **plain,
        "target_value": "" if target is None else f"{target:g}",
        "articles": ", ".join(map(str, wording.articles)),
    }
    for row, milestone in enumerate(wording.milestones):
        given[f"milestones_{row}_what"] = milestone.what
        given[f"milestones_{row}_by_when"] = as_typed(milestone.by_when)
    for row, action in enumerate(wording.actions):
        given[f"actions_{row}_what"] = action.what
        given[f"actions_{row}_owner_school"] = action.owner_school
        given[f"actions_{row}_support"] = action.support
    return given


def rows_of(wording: Wording | None) -> dict[str, int]:
    """How many rows the form shows first: those there are, and room for another."""
    if wording is None:
        return dict.fromkeys(_ROWS, 2)
    return {kind: min(MOST_ROWS, len(getattr(wording, kind)) + 1) for kind in _ROWS}


def _part(kind: str, row: int, part: str) -> forms.Field:
    if part == "by_when":
        return forms.DateField(
            label=f"Milestone {row}: by when",
            help_text="For example, 31/8/2026.",
            required=False,
            input_formats=DAYS,
            widget=forms.TextInput(attrs={"width": "10"}),
            error_messages={"invalid": f"Enter the day of milestone {row} as a date, like 31/8/2026"},
        )
    label = {
        ("milestones", "what"): f"Milestone {row}: what is to be seen",
        ("actions", "what"): f"Action {row}: what the school does",
        ("actions", "owner_school"): f"Action {row}: who at the school owns it",
        ("actions", "support"): f"Action {row}: support from the authority (optional)",
    }[kind, part]
    return forms.CharField(
        label=label,
        required=False,
        max_length=words.LONGEST,
        # In one line a sentence is cut at its end
        widget=forms.TextInput() if part == "owner_school" else forms.Textarea(attrs={"lines": 2}),
        error_messages={"max_length": f"{label} must be {words.LONGEST:,} characters or fewer"},
    )


def _has(value: object) -> bool:
    return value is not None and str(value).strip() != ""

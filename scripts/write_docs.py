"""Write the pages of docs/ that are made from the code, so that they never tell another story.

`make docs` writes them; `tests/contracts/test_docs.py` fails when they are not fresh.
"""

import sys
from pathlib import Path

from trellis import catalogue
from trellis.accounts import matrix
from trellis.accounts.roles import ROLES
from trellis.activity.confidentiality import Confidentiality
from trellis.analysis import datasets, indicators
from trellis.analysis.dataset import Dataset
from trellis.analysis.indicator import Indicator
from trellis.brokering import workflows as brokering
from trellis.casework import workflows
from trellis.documents import workflows as documents
from trellis.events import workflows as of_events
from trellis.interventions import workflows as interventions
from trellis.leaders import workflows as leaders
from trellis.leadership import workflows as leadership
from trellis.practice import workflows as practice
from trellis.providers import workflows as providers
from trellis.resources import workflows as resources
from trellis.visits import workflows as of_visits
from trellis.workflow import Workflow

DOCS = Path(__file__).resolve().parents[1] / "docs"

UNITS = {
    "percent": "%",
    "points": "percentage points",
    "score": "score",
    "rate_per_100": "per 100 pupils",
    "ratio": "ratio",
    "pounds": "£",
    "pupils": "pupils",
    "count": "number",
    "yes_no": "yes or no",
    "years": "years",
}
BETTER = {"high": "higher", "low": "lower", "none": "neither: context"}


def datasets_page() -> str:
    lines = [
        "# Datasets",
        "",
        "Every publication that Trellis reads, and the shapes its files have had. A file is recognised by its header, not by its name.",
        "",
        "*Made from the code by `make docs`.*",
    ]
    declared = sorted(
        catalogue.collect(datasets, Dataset).values(), key=lambda d: (d.local, d.publisher, d.id)
    )
    for dataset in declared:
        lines += ["", f"## {dataset.title}", ""]
        if dataset.about:
            lines += [dataset.about, ""]
        lines.append(f"`{dataset.id}`. Publisher: {dataset.publisher}. Licence: {dataset.licence}.")
        if dataset.page:
            lines.append(f"Where to find it: <{dataset.page}>.")
        if dataset.local:
            lines.append("A return that an authority fills in; no other authority sees it.")
        if dataset.publication is not None:
            lines.append(
                f"Usually first public in month {dataset.publication.month} of the year in which the period ends"
                + (f" plus {dataset.publication.years_after}" if dataset.publication.years_after else "")
                + "."
            )
        lines += ["", "| shape | known by these columns |", "|---|---|"]
        for shape in dataset.shapes:
            marks = ", ".join(f"`{mark}`" for mark in shape.marks)
            lines.append(f"| {shape.title} (`{shape.id}`) | {marks} |")
    return "\n".join(lines) + "\n"


def indicators_page() -> str:
    declared = catalogue.collect(indicators, Indicator)
    lines = [
        "# Indicators",
        "",
        f"The {len(declared)} named numbers that criteria may ask for, by theme.",
        "",
        "*Made from the code by `make docs`.*",
    ]
    themes = sorted({indicator.theme for indicator in declared.values()})
    for theme in themes:
        lines += ["", f"## {theme[:1].upper()}{theme[1:]}"]
        for indicator in sorted(declared.values(), key=lambda i: i.id):
            if indicator.theme != theme:
                continue
            years = f"{indicator.first_year} to {indicator.last_year or 'now'}"
            if indicator.not_published:
                years += ", not " + ", ".join(str(year) for year in indicator.not_published)
            lines += [
                "",
                f"### {indicator.name}",
                "",
                f"`{indicator.id}`. {indicator.definition}",
                "",
                f"- Unit: {UNITS[indicator.unit]}; better is {BETTER[indicator.polarity]}.",
                f"- Applies to: {', '.join(indicator.phases).replace('_', ' ')}.",
                f"- Source: {indicator.source}; years ending {years}.",
            ]
            if indicator.key_stage is not None:
                lines.append(
                    f"- Results of key stage {indicator.key_stage}: does not apply to a school without pupils in its last "
                    "year."
                )
            if indicator.from_eleven:
                lines.append(
                    "- Does not apply to a university technical college, studio school or other school that pupils join at 13 or 14."
                )
            if indicator.minimum_cohort:
                lines.append(
                    f"- Judged from a cohort of {indicator.minimum_cohort}; smaller ones are shown and marked."
                )
    return "\n".join(lines) + "\n"


def workflows_page() -> str:
    lines = [
        "# Workflows",
        "",
        "Every state machine: its states, its steps, and who takes each.",
        "",
        "*Made from the code by `make docs`.*",
    ]
    every = {
        **catalogue.collect(workflows, Workflow),
        **catalogue.collect(of_visits, Workflow),
        **catalogue.collect(interventions, Workflow),
        **catalogue.collect(practice, Workflow),
        **catalogue.collect(brokering, Workflow),
        **catalogue.collect(providers, Workflow),
        **catalogue.collect(leaders, Workflow),
        **catalogue.collect(resources, Workflow),
        **catalogue.collect(of_events, Workflow),
        **catalogue.collect(leadership, Workflow),
        **catalogue.collect(documents, Workflow),
    }
    for workflow in sorted(every.values(), key=lambda w: w.id):
        lines += ["", f"## {workflow.title}", ""]
        if workflow.source:
            lines += [f"After {workflow.source}.", ""]
        lines += ["```mermaid", workflow.diagram().rstrip("\n"), "```", ""]
        lines += ["| from | step | taken by | to |", "|---|---|---|---|"]
        for step in workflow.transitions:
            begun = ", ".join(words for state, words in workflow.states.items() if state in step.sources)
            lines.append(f"| {begun} | {step.label} | {step.actors} | {workflow.states[step.target]} |")
    return "\n".join(lines) + "\n"


def permissions_page() -> str:
    lines = [
        "# Roles and permissions",
        "",
        "A post gives somebody a role between two dates, at the authority or at the schools that it names. What a role may do stands in",
        "`trellis/accounts/roles.py`, and is changed by nobody at run time.",
        "",
        "*Made from the code by `make docs`.*",
        "",
        "## The matrix",
        "",
        "; ".join(f"**{letter}** {means}" for letter, means in matrix.MEANS.items()) + ".",
        "",
        "| role | reaches | " + " | ".join(area.name for area in matrix.AREAS) + " |",
        "|---" * (len(matrix.AREAS) + 2) + "|",
    ]
    lines += [
        f"| [{role.name}](#{role.name.lower().replace(' ', '-').replace('’', '')}) | {matrix.SCOPES[role.scope]} | "
        + " | ".join(matrix.cells(role))
        + " |"
        for role in ROLES.values()
    ]
    lines += [
        "",
        "Over all of them: two people ratify a level and give a warning notice; somebody with an interest in a school, by a post there or one that they declared, stands aside from",
        "deciding about it; a post reaches the schools of its own authority and no other; each reading of what is restricted or embargoed is kept.",
        "",
        "## How widely a thing may be read",
        "",
        "| | |",
        "|---|---|",
        *(f"| {level.words} | {level.means} |" for level in Confidentiality),
    ]
    for role in ROLES.values():
        lines += ["", f"## {role.name}", "", f"`{role.id}`. {role.description}", ""]
        lines += [f"- {each}" for each in matrix.does(role)]
    lines += [
        "",
        "## Roles that wait for what they work with",
        "",
        *(f"- {name}: {what}" for name, what in matrix.WAITING.items()),
    ]
    return "\n".join(lines) + "\n"


PAGES = {
    "datasets.md": datasets_page,
    "indicators.md": indicators_page,
    "workflows.md": workflows_page,
    "permissions.md": permissions_page,
}


def main() -> int:
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

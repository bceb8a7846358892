"""Prints docs/framework-language.md, the manual of the framework language, from the examples that are its tests.

`python -m tests.spec.manual > docs/framework-language.md`
"""

import inspect
from dataclasses import fields

import yaml

from tests.spec.language import CHAPTERS, Example
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.entitlement import KINDS
from trellis.analysis.judging.process import USUAL_CLOCKS, Named, Process, Repeat
from trellis.analysis.judging.suggestion import __doc__ as rule

_HEAD = """\
# The framework language

*Made from `tests/spec/language.py` by `python -m tests.spec.manual`; every answer below is a test that runs.*

A framework pack is a folder of YAML: `framework.yaml` holds its levels, criteria and rule, `cases.yaml` small pictures of
schools with the level each must get. `trellis pack check PATH` says everything that is wrong with one, each with its file,
line and key, and runs its cases. `packs/framework.schema.json` lets an editor check and complete while you write.

Each criterion has a tree of tests under `when`. A test is a mapping that says what it is: `test: below`. The pictures are
as known on 21 November 2026, with numbers older than four academic years too old to judge by (`evidence.stale_after_years`) and grades of more than seven years (`evidence.inspection_stale_after_years`).

A pack says who stands behind it. `agreed: {by: …, on: …, minutes: …}` tells who agreed it and when; `owner` which post answers for it;
`contact: {team: …, email: …, telephone: …, page: …}` whom anybody may ask, with at least one way to reach them; `limits` is a list of
sentences on what it cannot say, beside what follows from the rest of it. All four are shown wherever the pack is, and go into its
transparency record (`trellis pack atrs`). A pack that leaves them out says that nobody is named.
"""

# How a pack says its clocks and its process; test_language.py reads the example as a pack.
PROCESS_EXAMPLE = """\
clocks:
  - {id: school-reply, name: The school answers a proposed level, days: 10, basis: school_days, counted_from: the level is shared with the school}
  - {id: task-group-papers, name: Papers go out before a task group, days: 5, basis: working_days, counted_from: "the day of the meeting, counted back"}

process:
  sources:
    - {id: school, name: The school itself}
    - {id: adviser_visit, name: An adviser’s visit}
  task_group_levels: [3]
  follow_up_terms: 3
  intelligence: {count: 2, months: 6}
  role_aliases: {spa: [QASAP]}
"""

_PROCESS = """\
Criteria say when a school is at risk; `clocks` and `process` say how it is then worked with. All of it may be left out: what a pack
does not say is as usual, and the usual values are below. A list that is said stands in place of the usual list, whole.

A clock is a time limit. `days` are counted from the day after the one that is named in `counted_from`, which is words for people.
`basis` says which days count. `school_days` are those on which pupils are in: in a term, outside its half-term holiday, on a
weekday that is neither a bank holiday nor closed (INSET, unless the authority says that INSET counts). `working_days` are weekdays
that are no bank holiday of England, in the holidays too. `calendar_days` are all days. The calendar is the school’s: its own dates
where it has any, its authority’s otherwise, and the usual dates, said as such, where nobody has entered them.
"""

# How a pack says what each level is entitled to; test_language.py reads the example as a pack.
ENTITLEMENT_EXAMPLE = """\
entitlements:
  - level: 1
    days: {central: 1, de_delegated: 2}
    why: Every school has days of its adviser each year.
  - level: 3
    days: {central: 9, de_delegated: 6, traded: 0.25}
    why: A school causing concern has central support without asking for it.
    central: [advisers, causing_concern]
"""

_ENTITLEMENTS = """\
`entitlements` say what a school of each level has each year. All of it may be left out, and so may a level: then nothing is allotted
by rule. `days` are adviser days in quarters of a day, by who pays for them: `central` (the authority’s own budget), `de_delegated`
(money of maintained schools that they gave back, so no academy has these) and `traded` (what the school itself pays). `central` lists
the kinds of service that are then paid for whole by the authority, without the school asking. `why` is said to the school.
"""

_KEYS = {
    "sources": "where a risk can be seen first; whoever identifies a school chooses one",
    "pause_reasons": "why a case may be paused",
    "decisive_actions": "what is chosen from when a school in special measures makes no progress",
    "task_group_levels": "the levels at which a school has a task group",
    "follow_up_terms": "after how many terms a school that stepped down is looked at again",
    "reviews_without_progress": "how many reviews in special measures without progress demand a decision",
    "intelligence": "how many corroborated pieces of soft intelligence, within how many months, ask somebody to look; never a level",
    "role_aliases": "other names of roles, by the role’s id: pages about people show the first beside the role’s own name",
}

# The second paragraph of the rule's own description, without what it says of our modules.
_RULE = inspect.cleandoc(rule or "").split("\n\n")[1].split(" `evaluation`")[0]


def manual() -> str:
    """Return the manual as Markdown."""
    lines = [_HEAD, "## From criteria to a level", "", _RULE, ""]
    for chapter in CHAPTERS:
        lines += [f"## {chapter.title}", "", chapter.says, ""]
        for example in chapter.examples:
            lines += _example(example)
    lines += _process()
    lines += ["## Every test and its keys", ""]
    for tag, kind in language.KINDS.items():
        keys = ", ".join(f"`{name}`" for name in kind.__dataclass_fields__ if name != "test")
        lines += [f"**`{tag}`**. {' '.join(inspect.cleandoc(kind.__doc__ or '').split())} Keys: {keys}.", ""]
    return "\n".join(lines)


def _process() -> list[str]:
    usual = Process()
    rows = [
        f"| `{each.name}` | {_KEYS[each.name]} | {_usual(getattr(usual, each.name))} |"
        for each in fields(Process)
    ]
    clocks = [
        f"| `{each.id}` | {each.name} | {each.days} {each.basis.replace('_', ' ')} | {each.counted_from} |"
        for each in USUAL_CLOCKS
    ]
    return [
        "## Clocks and the process",
        "",
        _PROCESS,
        "```yaml",
        PROCESS_EXAMPLE.rstrip(),
        "```",
        "",
        "| key of `process` | what it says | usual |",
        "| --- | --- | --- |",
        *rows,
        "",
        "| clock | what it limits | usual | counted from |",
        "| --- | --- | --- | --- |",
        *clocks,
        "",
        "## Entitlements",
        "",
        _ENTITLEMENTS,
        "```yaml",
        ENTITLEMENT_EXAMPLE.rstrip(),
        "```",
        "",
        "| kind of service | what it is called |",
        "| --- | --- |",
        *(f"| `{kind}` | {name} |" for kind, name in KINDS.items()),
        "",
    ]


def _usual(value: object) -> str:
    match value:
        case tuple():
            return "; ".join(
                f"`{each.id}` {each.name}" if isinstance(each, Named) else str(each) for each in value
            )
        case Repeat():
            return f"`count` {value.count}, `months` {value.months}"
        case dict():
            return "none"
        case _:
            return str(value)


def _example(example: Example) -> list[str]:
    written = yaml.safe_dump(
        yaml.safe_load(example.test), sort_keys=False, width=100, default_flow_style=None
    )
    rows = [f"| {name} | {answer} |" for name, _, answer in example.schools]
    head = [f"### {example.title}", "", example.says, "", "```yaml", written.rstrip(), "```", ""]
    return [*head, "| a school | answer |", "| --- | --- |", *rows, ""]


if __name__ == "__main__":
    print(manual(), end="")

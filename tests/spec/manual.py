"""Prints docs/framework-language.md, the manual of the framework language, from the examples that are its tests.

`python -m tests.spec.manual > docs/framework-language.md`
"""

import inspect

import yaml

from tests.spec.language import CHAPTERS, Example
from trellis.analysis.judging import criterion as language
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

# The second paragraph of the rule's own description, without what it says of our modules.
_RULE = inspect.cleandoc(rule or "").split("\n\n")[1].split(" `evaluation`")[0]


def manual() -> str:
    """Return the manual as Markdown."""
    lines = [_HEAD, "## From criteria to a level", "", _RULE, ""]
    for chapter in CHAPTERS:
        lines += [f"## {chapter.title}", "", chapter.says, ""]
        for example in chapter.examples:
            lines += _example(example)
    lines += ["## Every test and its keys", ""]
    for tag, kind in language.KINDS.items():
        keys = ", ".join(f"`{name}`" for name in kind.__dataclass_fields__ if name != "test")
        lines += [f"**`{tag}`**. {' '.join(inspect.cleandoc(kind.__doc__ or '').split())} Keys: {keys}.", ""]
    return "\n".join(lines)


def _example(example: Example) -> list[str]:
    written = yaml.safe_dump(
        yaml.safe_load(example.test), sort_keys=False, width=100, default_flow_style=None
    )
    rows = [f"| {name} | {answer} |" for name, _, answer in example.schools]
    head = [f"### {example.title}", "", example.says, "", "```yaml", written.rstrip(), "```", ""]
    return [*head, "| a school | answer |", "| --- | --- |", *rows, ""]


if __name__ == "__main__":
    print(manual(), end="")

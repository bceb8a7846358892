"""Reads a pack's YAML into a Framework, or says everything that is wrong with it, each with its line and key."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.framework import FILE, Framework, FrameworkProblem, FrameworkProblems, made

if TYPE_CHECKING:
    import yaml

# The keys of a node that name an indicator.
INDICATOR_KEYS = ("indicator", "than_indicator", "group", "others")

_PLAIN = {
    "missing": "this key is missing",
    "missing_argument": "this key is missing",
    "unexpected_keyword_argument": "there is no such key here",
    "extra_forbidden": "there is no such key here",
    "string_too_short": "this must not be empty",
    "string_type": "this must be text",
    "int_type": "this must be a whole number",
    "float_type": "this must be a number",
    "bool_type": "this must be true or false",
    "tuple_type": "this must be a list",
    "dict_type": "this must be a mapping of keys to values",
    "dataclass_type": "this must be a mapping of keys to values",
    "dataclass_exact_type": "this must be a mapping of keys to values",
    "finite_number": "this must be an ordinary number",
}


def load(path: Path, *, cache: Path | None = None) -> Framework:
    """Return the pack in folder `path` (or of the file given). Raises FrameworkProblems."""
    file = path / FILE if path.is_dir() or not path.suffix else path
    try:
        text = file.read_bytes()
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise FrameworkProblems((FrameworkProblem(str(file), 1, "", reason),)) from error
    digest = hashlib.sha256(text).hexdigest()
    kept = cache / f"{digest[:24]}-{_code_stamp()}.json" if cache is not None else None
    if kept is not None:
        checked = _read_kept(kept)
        if checked is not None:
            return checked
    written = check(text, name=_shown(file))
    framework: Framework = made(Framework, {**written, "hash": digest})
    if kept is not None:
        _keep(kept, {**written, "hash": digest})
    return framework


def check(text: bytes, *, name: str) -> dict[str, Any]:
    """Return a pack's text as checked plain JSON. Raises FrameworkProblems with every problem in it."""
    from pydantic import TypeAdapter, ValidationError

    written, places = _parse(text, name)
    problems = [
        FrameworkProblem(name, line, key, f"this key is written twice; the second (line {line}) would win")
        for key, line in places.repeated
    ]
    if not isinstance(written, dict):
        problems.append(FrameworkProblem(name, 1, "", "a pack is a mapping of keys to values"))
        raise FrameworkProblems(tuple(problems))
    plain = _plain(written)
    if "hash" in plain:
        problems.append(places.problem(("hash",), "there is no such key here"))
        del plain["hash"]
    try:
        TypeAdapter(Framework).validate_json(json.dumps(plain))
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            problems.append(places.problem(error["loc"], _message(dict(error))))
    problems.extend(_across(plain, places))
    if problems:
        raise FrameworkProblems(tuple(sorted(problems, key=lambda p: (p.line, p.key))))
    return plain


def schema() -> dict[str, Any]:
    """Return the JSON Schema of framework.yaml, for authors' editors."""
    from pydantic import TypeAdapter

    made_schema = TypeAdapter(Framework).json_schema()
    made_schema["properties"].pop("hash", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made_schema,
        "title": "Trellis framework pack",
        "description": "Levels, criteria and the rule of one framework. See docs/framework-language.md.",
    }


def unknown_indicators(framework: Framework, known: Iterable[str]) -> list[str]:
    """Return the indicators a pack reads that are not among `known`, in order."""
    return sorted(set(framework.columns_read()) - set(known) - _factors(framework))


def _factors(framework: Framework) -> set[str]:
    """Contextual factors may be recorded as events alone."""
    return {
        leaf.factor
        for tree in framework.trees()
        for leaf in language.leaves(tree)
        if isinstance(leaf, language.Contextual)
    }


class _Places:
    """Where each key of a YAML text stands."""

    def __init__(self, name: str, root: "yaml.Node | None") -> None:
        self.name = name
        self.root = root
        self.repeated = list(_repeated(root)) if root is not None else []

    def problem(self, path: Iterable[str | int], message: str) -> FrameworkProblem:
        import yaml

        at: Any = self.root
        line = 1
        shown = []
        for step in path:
            shown.append(str(step))
            if isinstance(at, yaml.MappingNode):
                for key, value in at.value:
                    if key.value == str(step):
                        line, at = key.start_mark.line + 1, value
                        break
            elif isinstance(at, yaml.SequenceNode) and isinstance(step, int) and step < len(at.value):
                at = at.value[step]
                line = at.start_mark.line + 1
        return FrameworkProblem(self.name, line, ".".join(shown), message)


def _parse(text: bytes, name: str) -> tuple[Any, _Places]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
        return yaml.load(text, Loader=loader), _Places(name, root)  # noqa: S506  (a safe loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else 1
        said = getattr(error, "problem", None) or "cannot be read as UTF-8 text"
        raise FrameworkProblems((FrameworkProblem(name, line, "", f"this is not YAML: {said}"),)) from error


def _repeated(at: "yaml.Node", path: str = "", seen: set[int] | None = None) -> Iterator[tuple[str, int]]:
    import yaml

    seen = set() if seen is None else seen
    if id(at) in seen:  # an alias stands for what has been walked already
        return
    seen.add(id(at))
    if isinstance(at, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in at.value:
            here = f"{path}.{key.value}" if path else str(key.value)
            if str(key.value) in keys:
                yield here, key.start_mark.line + 1
            keys.add(str(key.value))
            yield from _repeated(value, here, seen)
    elif isinstance(at, yaml.SequenceNode):
        for i, value in enumerate(at.value):
            yield from _repeated(value, f"{path}.{i}", seen)


def _plain(value: Any) -> Any:
    """YAML's dates as JSON writes them, and every key as text."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _message(error: Mapping[str, Any]) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "string_type" and isinstance(given, bool):
        return (
            f"this must be text, and YAML reads an unquoted yes, no, on or off as {str(given).lower()}: "
            "put it in quotes"
        )
    if kind == "string_type" and isinstance(given, int | float):
        return f"this must be text; put {given} in quotes"
    if kind == "union_tag_not_found":
        return "a test says what it is: test: below, all, …"
    if kind == "union_tag_invalid":
        return f"there is no test “{error['ctx']['tag']}”; there are {', '.join(language.TESTS)}"
    if kind == "literal_error":
        return f"“{given}” is not one of {error['ctx']['expected']}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return _PLAIN.get(kind) or str(error["msg"])


def _across(plain: dict[str, Any], places: _Places) -> Iterator[FrameworkProblem]:
    """What one value alone cannot show: ids said twice, and citations that are not in the list."""
    process = plain.get("process")
    lists: dict[tuple[str, ...], Any] = {
        **{(name,): plain.get(name) for name in ("criteria", "citations", "clocks", "judgements")},
        **{
            ("process", name): process.get(name) if isinstance(process, dict) else None
            for name in ("sources", "pause_reasons", "decisive_actions")
        },
    }
    for section, items in lists.items():
        first: dict[Any, int] = {}
        for i, item in enumerate(_list(items)):
            said = item.get("id") if isinstance(item, dict) else None
            if isinstance(said, str) and said in first:
                where = ".".join((*section, str(first[said])))
                yield places.problem((*section, i, "id"), f"“{said}” is already the id of {where}")
            elif isinstance(said, str):
                first[said] = i
    said_of: dict[Any, int] = {}
    for i, item in enumerate(_list(plain.get("entitlements"))):
        level = item.get("level") if isinstance(item, dict) else None
        if isinstance(level, int) and level in said_of:
            yield places.problem(
                ("entitlements", i, "level"),
                f"level {level} has its entitlement already, in entitlements.{said_of[level]}",
            )
        elif isinstance(level, int):
            said_of[level] = i
    cited = {item.get("id") for item in _list(plain.get("citations")) if isinstance(item, dict)}
    for i, item in enumerate(_list(plain.get("criteria"))):
        for j, citation in enumerate(_list(item.get("citations")) if isinstance(item, dict) else []):
            if citation not in cited:
                at = ("criteria", i, "citations", j)
                yield places.problem(at, f"“{citation}” is not the id of one of the pack's citations")
    for i, item in enumerate(_list(plain.get("clocks"))):
        said = item.get("citation") if isinstance(item, dict) else None
        if said is not None and said not in cited:
            yield places.problem(
                ("clocks", i, "citation"), f"“{said}” is not the id of one of the pack's citations"
            )

    answers = {
        item.get("id"): _list(item.get("answers"))
        for item in _list(plain.get("judgements"))
        if isinstance(item, dict)
    }
    for path, test in _tests(plain, ()):
        asked = test.get("judgement")
        if not isinstance(asked, str):
            continue
        if asked not in answers:
            yield places.problem(
                (*path, "judgement"), f"“{asked}” is not the id of one of the pack's judgements"
            )
            continue
        for answer in _list(test.get("answer_in")):
            if isinstance(answer, str) and answer not in answers[asked]:
                allowed = ", ".join(map(str, answers[asked]))
                yield places.problem((*path, "answer_in"), f"“{answer}” is no answer to {asked}: {allowed}")


def _tests(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield every mapping that is a test, with its path, however much else of the pack is wrong."""
    if isinstance(value, dict):
        if "test" in value:
            yield path, value
        for key, inner in value.items():
            yield from _tests(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _tests(inner, (*path, i))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(file: Path) -> str:
    return str(Path(file.parent.name) / file.name) if file.name == FILE else str(file)


def _code_stamp() -> str:
    """A few characters that change with the code that checks packs, so that a kept pack never outlives its rules."""
    here = Path(__file__).parent
    stamp = hashlib.sha256()
    for module in (
        "criterion.py",
        "entitlement.py",
        "framework.py",
        "grading.py",
        "pack_reading.py",
        "../inspection.py",
    ):
        found = (here / module).stat()
        stamp.update(f"{found.st_size}:{found.st_mtime_ns};".encode())
    return stamp.hexdigest()[:8]


def _read_kept(kept: Path) -> Framework | None:
    try:
        framework: Framework = made(Framework, json.loads(kept.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        return None  # absent or damaged: it is only a copy, and is made again
    return framework


def _keep(kept: Path, written: dict[str, Any]) -> None:
    import os

    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_suffix(f".{os.getpid()}.tmp")
        aside.write_text(json.dumps(written), encoding="utf-8")
        os.replace(aside, kept)
    except OSError:
        return  # a folder that cannot be written costs time, not answers

"""The walk reads left to right: imports are held by import-linter, foreign keys and file names here."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def walk() -> list[str]:
    """The packages of the import-linter contract, rightmost (most independent) first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"] == "The walk reads left to right")
    return [name.strip() for layer in reversed(layers) for name in layer.split("|")]


def tracked(pattern: str = ".") -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so the tracked files are not known")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_foreign_keys_point_the_way_imports_do() -> None:
    from django.apps import apps

    order = walk()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and getattr(field, "concrete", False) and field.related_model):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here in order and there in order:
                assert order.index(there) <= order.index(here), f"{model._meta.label}.{field.name}"


def test_no_module_is_named_for_nothing() -> None:
    banned = re.compile(r"(^|/)(utils?|helpers?|common|services|manager)(\.py|/)")
    assert [str(p) for p in tracked() if banned.search(str(p.relative_to(ROOT)))] == []


def test_python_files_stay_readable_in_one_sitting() -> None:
    written = [path for path in tracked("*.py") if path.parent.name != "migrations"]  # those are generated
    long = {str(p): n for p in written if (n := len(p.read_text().splitlines())) > 450}
    assert long == {}


def test_the_project_names_no_registry_and_no_machine() -> None:
    hosts = ("files.python" + "hosted.org", "registry." + "npmjs.org", "pypi" + ".org/simple")
    machine = re.compile(r"(?<![\w.])/(?:root|home/[a-z]+|work/main|work/shared|tmp/[a-z])")
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2", ".parquet", ".xlsx", ".ods", ".gz", ".zip"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path}: {host}" for host in hosts if host in text]
        found += [f"{path}: {m.group(0)}" for m in machine.finditer(text)]
    assert found == []


def test_nothing_large_is_kept_in_the_repository() -> None:
    assert [str(p) for p in tracked() if p.stat().st_size > 1_500_000] == []

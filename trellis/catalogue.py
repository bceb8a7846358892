"""Find every declaration of one kind in one package, so that adding one is adding a file."""

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar


class Declared(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Declared)


class DuplicateDeclaration(Exception):
    """Two declarations of one kind share an id."""


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Return every module-level instance of `kind` in `package`, by its id.

    Raises DuplicateDeclaration when two different instances carry one id.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for declared in vars(module).values():
            if isinstance(declared, kind) and found.setdefault(declared.id, declared) is not declared:
                raise DuplicateDeclaration(f"{declared.id!r} in {module.__name__}")
    return found

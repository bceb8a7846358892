"""The command `trellis`: finds the commands beside it and runs the one asked for.

Importing every command to list them would cost the quick ones seconds, so NAME and HELP are read from each
module's text, and only the module asked for is imported.
"""

import ast
import errno
import os
import pkgutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trellis.problem import Refusal

_HERE = Path(__file__).resolve().parent
# A full or read-only disk, a folder one may not write: for the person at the machine to put right.
_OF_THE_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}
)


@dataclass(frozen=True)
class Command:
    """One thing `trellis` can be told to do, as its module declares it."""

    name: str
    help: str
    module: str


def commands() -> dict[str, Command]:
    """Return every command by name, without importing any."""
    found: dict[str, Command] = {}
    for info in sorted(pkgutil.iter_modules([str(_HERE)]), key=lambda m: m.name):
        if info.name == "main":
            continue
        command = _declared(_HERE / f"{info.name}.py", info.name)
        if command is not None:
            found[command.name] = command
    return dict(sorted(found.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `trellis` and return its exit code: 0 done, 1 done with findings, 2 refused, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and not given[0].startswith("-"):
        name, rest = given[0], given[1:]
        known = _quickly(name)
        if known is not None:
            return _run(known, rest)
        print(f"trellis: there is no command “{name}”. {_nearest(name)}", file=sys.stderr)
        return 2
    if given and given[0] in ("--version", "-V"):
        from importlib.metadata import version

        print(f"trellis {version('trellis-school-improvement')}")
        return 0
    print(_usage())
    return 0 if not given or given[0] in ("-h", "--help") else 2


def _quickly(name: str) -> Command | None:
    """Find one command; a module named as the command is looked at first, so most runs read one file."""
    likely = _HERE / f"{name.replace('-', '_')}.py"
    if likely.is_file() and likely.stem != "main":
        command = _declared(likely, likely.stem)
        if command is not None and command.name == name:
            return command
    return commands().get(name)


def _run(command: Command, arguments: Sequence[str]) -> int:
    import argparse
    from importlib import import_module

    try:
        module = import_module(f"trellis.interfaces.commands.{command.module}")
        parser = argparse.ArgumentParser(prog=f"trellis {command.name}", description=command.help)
        module.add_arguments(parser)
        result: int | None = module.run(parser.parse_args(list(arguments)))
        return result or 0
    except Refusal as refusal:
        print(f"trellis {command.name}: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"trellis {command.name}: stopped; what was held before is as it was.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has gone; say nothing, and do not let the interpreter flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        place = f"{error.filename}: " if error.filename else ""
        print(
            f"trellis {command.name}: {place}{error.strerror}. What was held before is as it was.",
            file=sys.stderr,
        )
        return 2


def _declared(path: Path, module: str) -> Command | None:
    """Read NAME and HELP from a module's text; None when it does not declare a command."""
    told: dict[str, str] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and target.id in ("NAME", "HELP"):
            told[target.id] = ast.literal_eval(node.value)
    if "NAME" not in told:
        return None
    return Command(name=told["NAME"], help=told.get("HELP", ""), module=module)


def _usage() -> str:
    found = commands().values()
    width = max((len(command.name) for command in found), default=0)
    lines = [f"  {command.name:<{width}}  {command.help}" for command in found]
    return "\n".join(
        [
            "usage: trellis COMMAND [OPTIONS]",
            "",
            "From published files to a suggested support level, with its reasons.",
            "",
            *lines,
            "",
            "`trellis COMMAND --help` tells more of one command.",
        ]
    )


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, commands(), n=1)
    if close:
        return f"Did you mean “{close[0]}”?"
    return "`trellis --help` lists them."


if __name__ == "__main__":
    sys.exit(main())

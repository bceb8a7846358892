"""`trellis` lists its commands without importing them, and refuses in one sentence."""

import subprocess
import sys

import pytest

from trellis.interfaces.commands import main


def test_every_command_has_a_name_and_a_line_of_help():
    found = main.commands()
    assert {"screen", "explain", "export", "pack"} <= set(found)
    assert all(command.help and "\n" not in command.help for command in found.values())


def test_the_list_of_commands_imports_none_of_them():
    code = (
        "import sys; from trellis.interfaces.commands import main; main.main(['--help']); "
        "sys.exit(any(m in sys.modules for m in ('numpy', 'polars', 'duckdb', 'django', 'pydantic')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "screen" in done.stdout


def test_screening_waits_for_neither_polars_nor_pydantic_nor_django(tmp_path):
    code = (
        "import sys; from trellis.analysis.judging import evaluation, shelf; "
        "from trellis.analysis.output import screening_table; from trellis.analysis.store import warehouse; "
        "from trellis.analysis.home import Home; from pathlib import Path; "
        "shelf.load(home=Home(root=Path(sys.argv[1]))); "
        "print(sorted({'polars', 'scipy', 'django', 'pydantic', 'yaml'} & set(sys.modules)))"
    )
    for _ in ("checks the pack and keeps it", "reads what was kept"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
    assert done.stdout == "[]\n"


def test_an_unknown_command_names_the_nearest(capsys):
    assert main.main(["scren"]) == 2
    assert "Did you mean “screen”?" in capsys.readouterr().err
    assert main.main(["xyzzy"]) == 2
    assert "`trellis --help` lists them" in capsys.readouterr().err


def test_without_a_command_the_list_is_printed(capsys):
    assert main.main([]) == 0
    assert "usage: trellis COMMAND" in capsys.readouterr().out
    assert main.main(["--nonsense"]) == 2


def test_the_version_is_printed(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("trellis ")


def test_a_refusal_is_one_sentence_and_exit_code_2(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    assert main.main(["screen", "--authority", "803"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("trellis screen: There is no warehouse")
    assert "Traceback" not in said


def test_an_interruption_leaves_cleanly(capsys, monkeypatch):
    from trellis.interfaces.commands import pack

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(pack, "run", interrupted)
    assert main.main(["pack", "list"]) == 130
    assert "stopped" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["screen", "explain", "export", "pack"])
def test_every_command_of_judging_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as left:
        main.main([command, "--help"])
    assert left.value.code == 0
    assert f"usage: trellis {command}" in capsys.readouterr().out


def test_a_full_disk_is_said_in_a_sentence_and_not_as_a_traceback(monkeypatch, capsys):
    from trellis.interfaces.commands import template

    def full(_):
        raise OSError(28, "No space left on device", "schools.csv")

    monkeypatch.setattr(template, "run", full)
    assert main.main(["template"]) == 2
    assert capsys.readouterr().err == (
        "trellis template: schools.csv: No space left on device. What was held before is as it was.\n"
    )

from benchmarks.marks import Line
from benchmarks.setting import Setting


def lines(setting: Setting) -> list[Line]:
    return []

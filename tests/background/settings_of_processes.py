"""Settings of the processes that a test starts and kills: an installation of its own, with jobs of its own."""

from trellis.config.settings import *

JOBS = "tests.background.slow_kinds"

"""The product's own settings, with a clock in front and one bare page to compare with. Never those of production."""

from trellis.config.settings import *
from trellis.config.settings import MIDDLEWARE as OWN

MIDDLEWARE = ["benchmarks.pages.clock.ServerTime", *OWN]
ROOT_URLCONF = "benchmarks.pages.urls"

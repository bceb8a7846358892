"""The headings of a best-value note, as content: the four that are usual, or the authority’s own in a file of the installation."""

from collections.abc import Mapping

import yaml

from trellis.analysis.home import Home

USUAL: Mapping[str, str] = {
    "challenge": "Challenge: why this is done at all, and why in this way",
    "compare": "Compare: what it costs and achieves beside what others do",
    "consult": "Consult: what schools and those who use it say",
    "compete": "Compete: who else could give it, and how it was chosen",
}
OWN = "best-value-headings.yaml"
"""A mapping of an id of letters to the words of a heading. One that cannot be read changes nothing."""

TAKEN = "seen"
"""An id that is none: by it the form of a note says what whoever fills it in was shown."""


def every() -> Mapping[str, str]:
    """Each heading by its id, in order."""
    file = Home.from_environment().root / OWN
    if not file.is_file():
        return USUAL
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        return USUAL
    if not isinstance(found, dict) or not found:
        return USUAL
    own = {str(key): str(value) for key, value in found.items() if str(key).isidentifier() and value}
    return {key: value for key, value in own.items() if key != TAKEN} or USUAL

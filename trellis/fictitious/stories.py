"""The planted stories: what is true of one school, and what the product must find and say about it."""
from trellis.fictitious.truth import Truth


def shape_quality(truth: Truth) -> None: ...
def shape(truth: Truth) -> None: ...
def inspections_of(site): return None

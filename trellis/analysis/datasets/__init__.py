"""One publication per file; `catalogue.collect(datasets, Dataset)` finds them all."""

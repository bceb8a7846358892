"""One theme per file; `catalogue.collect(indicators, Indicator)` finds them all."""

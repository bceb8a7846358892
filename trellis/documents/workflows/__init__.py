"""One state machine a file; `trellis.catalogue.collect` finds them."""

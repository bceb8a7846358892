"""One kind of document a file; `trellis.catalogue.collect` finds them."""

"""The seam: run a framework over every school of an authority, and freeze the answer with its evidence."""

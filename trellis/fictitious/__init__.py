"""A fictitious authority, Severnshire, in a fictitious nation, written out in the publishers' own file formats.

Everything here is invented. The files go through the same importers as real ones, so a person can try the
whole product, and a test can know the right answer, without any real school's data.
"""

"""Telling people what is new and what is due: on a page, by a digest in the post, and in their calendar."""

"""The parts that pages are made of, each with the code that makes it: shown to those who develop Trellis alone."""

"""One module for each thing `trellis` can be told to do: NAME, HELP, add_arguments(parser), run(args) -> int."""

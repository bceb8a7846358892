"""One state machine a file."""

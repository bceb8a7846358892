"""The kinds of job of the tests that kill a process."""

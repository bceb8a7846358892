"""Work that nobody waits for: jobs, when they are due, the process that does them, and what became of each."""

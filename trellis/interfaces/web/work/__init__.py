"""How the background work stands: what comes round, what waits, what failed and why."""

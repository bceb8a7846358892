"""Every read. Each takes the schools that may be seen; none widens them."""

"""The ways by which an e-mail leaves, one a file: each takes a message and raises what became of it."""

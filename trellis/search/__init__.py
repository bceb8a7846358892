"""Finding schools, people and what is written about schools by their words, as far as each may read it."""

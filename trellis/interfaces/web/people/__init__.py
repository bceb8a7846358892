"""People and their posts, who advises which school, interests, and what each role may do."""

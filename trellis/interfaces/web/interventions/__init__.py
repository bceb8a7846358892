"""Warning notices of maintained schools, concerns about academies, and the authority’s register of both."""

"""Who gives support to schools, and how the quality of each is assured."""

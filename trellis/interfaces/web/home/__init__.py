"""The home page of each role: what needs the reader now, their schools, and what changed since they last looked."""

"""The programme of courses and events: what there is, booking a place on it, and who came."""

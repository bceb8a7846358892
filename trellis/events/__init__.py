"""Courses and events: their places, who booked and who came."""

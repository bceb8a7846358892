"""What is new and what is due, how one is told, and one’s calendar address."""

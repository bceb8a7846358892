"""What is new and due for one person, and what is kept of how they are told. Each read is here."""

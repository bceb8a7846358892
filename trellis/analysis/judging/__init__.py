"""From facts to a suggested level, and the words that say why."""

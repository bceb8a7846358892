"""Support from school to school: what a school needs, who could help, what was agreed, what was given, what came of it."""

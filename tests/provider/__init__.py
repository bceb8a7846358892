"""A sign-in provider of our own to test against: Django OAuth Toolkit, in a process of its own, over real HTTP."""

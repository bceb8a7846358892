"""What a person can put right, as against what we must."""


class Refusal(Exception):
    """Something asked for cannot be done, and the message says why and what to do instead.

    Shown as it stands, without a traceback. Each module defines its own subclass beside what raises it.
    """

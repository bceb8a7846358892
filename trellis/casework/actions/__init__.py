"""Every write. Each takes who does it and when, asks leave, and leaves an event."""

"""What people do about the needs of an area."""

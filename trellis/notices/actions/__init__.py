"""What people do about their notices, and what the service does for them. Each write is here."""

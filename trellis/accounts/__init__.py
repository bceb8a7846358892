"""Who uses the service: accounts, the posts they hold, and what each role may do."""

"""Settings, addresses and templates: the only place that knows every other package."""

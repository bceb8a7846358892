"""Where support is found: the way in to the directory, leaders, providers, services, events and the academy."""

"""Every write of documents: what they say, and the steps they take."""

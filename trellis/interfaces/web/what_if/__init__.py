"""The sandbox: what would follow if schools were judged otherwise."""

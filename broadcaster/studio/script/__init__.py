"""A message as a script: its elements in order, its pieces around relays, its digests."""

"""What the API answers, but for the status; see `broadcaster.answers`."""

"""Notices of the running station: what happens goes into the outbox, and a process of its own sends it."""

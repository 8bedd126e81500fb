"""Decisions about messages and how each message stands, as pure values.

Nothing here reads the journal or a station.
"""

"""Reads and edits YAML as people write it.

A tree of texts with places, problems in our words, edits that keep every other byte; no key has a
meaning here.
"""

"""Approval: what people decided about messages, and how each message stands. Pure.

`decision` is one row of the journal, `standing` what all of them add up to.
"""

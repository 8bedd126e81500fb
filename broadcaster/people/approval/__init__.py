"""Approval: what people decided about messages, and how each message stands. Pure.

`decision` is one row of the journal, `rows` its form there, `standing` what all of them add up to,
`order` what somebody asks to be decided.
"""

"""Approval in the running station and beside it: the decisions in the journal, and what follows from them.

`book` reads and writes the decisions, `deciding` checks them and takes over the approvals of earlier
versions of the program, `versions` knows which words air while newer ones wait, `identity` tells this
station from others. Nothing is imported here: `check` needs little of it.
"""

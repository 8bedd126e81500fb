"""Playout: what airs next (desk), at which sample (air), through what (outputs, keying).

Import from its packages: the air process must load hardly more than the standard library, so nothing is
imported here.
"""

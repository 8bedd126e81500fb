"""The playout room: what airs next (desk), at which sample (air), through what (outputs, keying).

Import its modules by name: the air process lives in `playout.air` and must stay almost free of
imports, so nothing is loaded here.
"""

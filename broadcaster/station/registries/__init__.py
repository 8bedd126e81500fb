"""Which engines, outputs, keyings and contacts there are, and the keys of each.

What drives them is with speech and playout.
"""

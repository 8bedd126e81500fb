"""Doubts about a span of text: who settles each, and which readings a person may choose.

No rule of reading stands here.
"""

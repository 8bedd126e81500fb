"""Mastering of a sound that is still being made, block by block."""

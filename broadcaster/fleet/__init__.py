"""Campaigns of a centre: what its signed repository lists for this ward, checked and placed among its files.

That one is heard is a matter of approval and the guard, as of the ward's own messages.
How a repository is made: `centre`.
"""

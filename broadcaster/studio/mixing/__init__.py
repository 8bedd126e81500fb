"""Mixing: clips, chimes and recordings in their places over a bed."""

"""Clips, chimes and recordings in their places over a bed; pydub is imported here alone."""

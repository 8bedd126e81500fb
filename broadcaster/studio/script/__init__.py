"""A message as a script and the programme it becomes, as values.

Elements, pieces, digests, excerpts, the recipe of its sound; no sound is touched here.
"""

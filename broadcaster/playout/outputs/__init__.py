"""The outputs: each pulls blocks of sound from the air, and plays them or writes a file.

One module for each kind, each imported only when it is chosen.
"""

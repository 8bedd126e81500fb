"""General parts of the program, which know nothing of a ward or its station.

Errors, clock, files and databases, child processes, logs; nothing here imports another room.
"""

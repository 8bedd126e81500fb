"""Written Vietnamese becomes spoken words.

Each span with the rule that made it and what is doubtful about it; nothing here knows of voices,
files of sound or the air.
"""

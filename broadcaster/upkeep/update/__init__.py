"""A newer version of the program, tried beside the running one, switched to, watched, and taken back.

For Debian's packages alone (`scripts/package`). What a station does meanwhile is not decided here.
"""

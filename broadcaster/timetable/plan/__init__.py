"""The plan of all occurrences and what lies ahead in it.

Waits, clashes, free slots; pure, without clocks, files or threads.
"""

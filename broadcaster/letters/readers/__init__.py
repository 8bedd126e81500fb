"""The readers of letters, one for each format, and what they share.

They run in a child process with limits and decide nothing about the draft.
"""

"""The journal as one object over its file.

What is written of airings, how it is verified, and how a damaged file is repaired; no threads.
"""

"""The people in force, asked by the running station and by commands.

Their changes, and which right each request needs.
"""

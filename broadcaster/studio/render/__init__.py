"""Renders a message: its estimated length, and its programme on disk.

In a process of its own, and the station's end of that process.
"""

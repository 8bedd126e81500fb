"""The journal file: its tables, its connections, and the copy of its head beside it."""

"""The director: the one thread that owns the desk, with its alarm clock and clock watch."""

"""The inbox: each alert that came, what became of it, and what the air is told and asks."""

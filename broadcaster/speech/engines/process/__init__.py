"""Engines in processes of their own: asked through a pipe, they may crash or hang."""

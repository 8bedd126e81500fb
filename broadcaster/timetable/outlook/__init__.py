"""Ahead in a plan: what will be refused, what must wait, and where there is room."""

"""Rendering in the running station.

It renders ahead of the plan, tries again what failed, and previews sentences for whoever writes; what
is asked for on the air queues in `playout/operator`.
"""

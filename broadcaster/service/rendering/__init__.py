"""Rendering: a finished programme ahead for all that is planned, and the queues of what people ask for.

`render_ahead.RenderAhead` and `render_queue.RenderQueue`. Nothing is imported here: `check` needs
`ingredients` only.
"""

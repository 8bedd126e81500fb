"""The air process, which plays sound through the output.

It keeps one output open and starts sound at exact instants; almost no imports, no disk or network in
the callback, and nothing of who decides.
"""

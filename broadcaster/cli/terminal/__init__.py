"""The terminal: Click's words in our languages, shared options, questions, keys, widths, the level meter."""

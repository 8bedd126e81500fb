"""Pages about messages and what they are made of.

List, editor, preview, letters, the lexicon, recordings, voices; when a message airs is `schedules`,
whether it may is `people`.
"""

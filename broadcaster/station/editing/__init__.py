"""Changes to a station's files by the program: lexicon, approvals, a new station folder."""

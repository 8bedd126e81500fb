"""Commands about texts: drafts, the check, how a text will be read, the lexicon."""

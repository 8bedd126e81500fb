"""Commands about texts and how they sound: check, drafts, reading, lexicon, voices, programmes."""

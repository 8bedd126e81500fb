"""News, who is told of it, when and in which words, as values; no file, thread or network."""

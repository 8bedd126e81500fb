"""Notices to people: which news there is, who is told, in which words, and the process that sends them."""

"""Rules for marks: lists, blanks, markup, signatures, slips of typing, punctuation."""

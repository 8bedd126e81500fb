"""Commands for the air by hand: play, say, relay, live, correct, catch-up; others follow from a question."""

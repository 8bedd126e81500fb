"""Commands for the air by hand: play, say, live, relay, stop, correct and their like."""

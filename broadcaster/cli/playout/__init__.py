"""Commands for the air by hand: play, say, relay, live, stop, rearm, prefer, correct, catch-up."""

"""Commands of ours in programs of their own, for pages that wait for them."""

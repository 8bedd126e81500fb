"""Commands on the way to the leadership's yes."""

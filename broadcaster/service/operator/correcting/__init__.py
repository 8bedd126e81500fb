"""After a mistake: which airing was meant, the message suspended, the right text on the air."""

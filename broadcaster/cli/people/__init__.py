"""Commands about who works at the station, what each may and what they sign in with."""

"""Commands about sound that is made ahead: voices and rendered programmes."""

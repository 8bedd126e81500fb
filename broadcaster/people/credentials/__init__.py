"""What people know or have: passwords, PINs, authenticators, codes that work once."""

"""What people ask for by hand: the request, its check, its sound, its ticket, and the way to the desk."""

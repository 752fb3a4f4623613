"""Records to and from one sealed case file."""

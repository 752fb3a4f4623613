"""What a person hears who can't see the screen: the program, a real screen reader, a keyboard, and nothing to look at."""

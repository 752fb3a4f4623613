"""What somebody hears who can't see the screen: the program, a real screen reader and a keyboard."""

"""Starts the program, wires it together, and is its command line."""

"""Forms, editors, tables, the look and the window, offscreen and with real records."""

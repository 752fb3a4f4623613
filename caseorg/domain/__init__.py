"""Records, dates, changes and errors."""

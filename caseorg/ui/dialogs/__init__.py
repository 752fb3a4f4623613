"""The few things that cannot be a page."""

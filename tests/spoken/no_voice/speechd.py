"""Stands where Orca looks for a voice: there is none, so that what would be said is only written down."""

raise ImportError("no voice here")

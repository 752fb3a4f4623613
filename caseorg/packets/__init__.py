"""A plan of parts to a PDF."""

"""Forms: one editor per kind of field, checked only when the person says so."""

"""Lists of records: one model and one view for all of them."""

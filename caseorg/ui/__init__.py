"""Windows, pages, forms and tables: the only layer, with app, that knows Qt."""

"""Clock, paths, resource files, log and languages."""

"""Reads the person's own files, in a worker process with limits."""

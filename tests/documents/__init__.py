"""Tests of what reads the person's own files."""

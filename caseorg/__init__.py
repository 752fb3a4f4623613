"""Caseorg runs a medical second opinion, offline, in one locked case file."""

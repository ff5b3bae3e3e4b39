"""Turtle: read with the place of every statement, and written in one canonical form."""

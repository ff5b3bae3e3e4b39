"""Fuzzing: what any input must keep, and a driver for Atheris."""

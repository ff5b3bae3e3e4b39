"""The website as files."""

"""What keeps input of strangers harmless: limits, closed processes, and reading with care."""

"""Worker processes: what strangers ask runs where it can be stopped, and can reach nothing."""

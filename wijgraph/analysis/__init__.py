"""What follows from the graph when it is read as a whole."""

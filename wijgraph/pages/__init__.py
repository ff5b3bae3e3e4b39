"""What each page shows, and the templates it is shown with."""

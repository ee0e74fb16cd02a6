"""What every page has: its look, its words in two languages, the way to leave quickly, and what goes wrong."""

"""The doors of the journal for people and for the grid in the browser."""

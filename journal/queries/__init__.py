"""What the pages of the journal read."""

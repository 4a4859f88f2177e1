"""A few leaves without models. If it grows, something is misplaced."""

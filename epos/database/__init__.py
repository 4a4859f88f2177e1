"""The database as Django speaks with it."""

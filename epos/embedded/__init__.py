"""Real PostgreSQL and Valkey for a machine that has neither, and the runner that keeps the demo up."""

"""Writing curricula: made anew or copied, edited by batches, approved, bound to groups (R44)."""

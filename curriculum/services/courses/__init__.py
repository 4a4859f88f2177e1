"""Courses of a year: formed by curricula, taught in subgroups and streams, all of it undone while unused (R45)."""

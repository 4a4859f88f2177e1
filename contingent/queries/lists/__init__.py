"""Lists of people: found as one types, filtered, sorted, in pages; the same rows go to Excel."""

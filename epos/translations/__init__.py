"""One message catalogue per room, so that two people translating two rooms never meet."""

"""The browser's side of the build: packages, style sheet, the vendor files that are used."""

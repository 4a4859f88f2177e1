"""The browser's side of the build: packages, style sheet, scripts, the vendor files that are used."""

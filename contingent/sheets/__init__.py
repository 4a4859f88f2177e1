"""Excel workbooks as people keep them, read within bounds and written safely.

`workbook` opens a stranger's file, `headings` finds the table in a sheet and which column holds
what, `values` reads cells in the shapes that people type them, `writing` makes workbooks whose
cells stay text. Whoever loads anything from Excel stands on these.
"""

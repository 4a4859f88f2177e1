"""Curricula on paper: the workbook and the PDF in their usual look, in Russian whatever the interface speaks."""

"""Reading what people have in spreadsheets: a file (XLSX, CSV) or cells pasted as text, into lines of plain text.

sheet      a sheet and its lines, each with its number in the file
reading    bytes or pasted text to a sheet; says what is wrong with the file and where
xlsx       workbooks; nothing in them is evaluated, and no file can make the reader large
delimited  text with tabs, semicolons or commas, in the encodings people send
headings   which column is what, by words in three languages

Knows no declaration and no database.
"""

from workspace.sheets.headings import Heading, find_heading
from workspace.sheets.reading import read_rows, read_text
from workspace.sheets.sheet import BadSheet, Line, Sheet, column_letter

__all__ = ["BadSheet", "Heading", "Line", "Sheet", "column_letter", "find_heading", "read_rows", "read_text"]

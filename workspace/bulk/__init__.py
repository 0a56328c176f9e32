"""Files of many trucks: what their columns mean, what their rows say, and the files that go back. Writes no row.

columns   the columns there are, by stable codes and by their names in every language
values    one cell to one value of the document
entries   rows to documents, and from a place of the document back to its cell
telling   findings at their cells, in every language
template  the file to fill in
returned  the rows to be mended, and what came of each, as files
"""

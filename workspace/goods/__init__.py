"""A customs declaration as it stands in a spreadsheet becomes consignments of a declaration. Pure but for the marks of
numbers, which are those of the reader's language where the sheet does not tell.

columns   which column is which member: by a header in three languages, else by what stands in it
reading   lines to consignments
merging   consignments into the document that a form holds
"""

from workspace.goods.merging import merge
from workspace.goods.reading import read_goods

__all__ = ["merge", "read_goods"]

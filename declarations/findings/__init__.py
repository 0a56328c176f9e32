"""What is wrong with a declaration, or worth saying about it: every rule of domain §4 and §5, all findings at once.

    examination = examine(body, facts=facts, at=at)

Pure: no query, no clock. `declarations.queries.facts` loads the facts; `catalogue` words the findings; each other
module holds the rules of one family of fields.
"""

from declarations.findings.catalogue import finding
from declarations.findings.examination import Examination, examine, examine_reading
from declarations.findings.facts import Facts, Keys, keys_of
from declarations.findings.reading import Reading, read

__all__ = ["Examination", "Facts", "Keys", "Reading", "examine", "examine_reading", "finding", "keys_of", "read"]

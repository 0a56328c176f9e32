"""Demo data: invented people and trucks at two gates, for trying out and for showing. Never on a server in use.

`manage.py demo` loads it; people and declarations come about by the same operations as everywhere else.
"""

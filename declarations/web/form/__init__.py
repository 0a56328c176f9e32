"""The filing form: its model is the declaration document itself (docs/adr/0030).

places    one place of the document, as name of a form's field, as JSONPath and as id in the page
fields    which members there are, how each is labelled and typed
typed     from what was posted to a document; what cannot be read stays as it was typed
rows      rows added and taken away, and the document a new form starts with
options   what a field may be chosen from
wording   what a finding says to whoever looks at a form
parts     what the page is made of
bound     a document with its findings, ready to be shown
"""

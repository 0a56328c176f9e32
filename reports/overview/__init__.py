"""The managers' page: the running day against the usual one and the plan, and the trucks behind every number of it.

`numbers` names each number and where it leads, `today` counts them, `usual` says what is usual, `charts` draws;
`trucks` is the list behind a number. Everything is cut to the gates of who reads. See docs/overview.md.
"""

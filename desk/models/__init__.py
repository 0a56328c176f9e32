"""The rows of the officers' desk that are no part of a dossier."""

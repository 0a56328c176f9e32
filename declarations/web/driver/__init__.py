"""The driver's page: no account, no app, no script needed; one signed address, one vehicle."""

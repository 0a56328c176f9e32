"""The web's entry for an ASGI server."""

from django.core.asgi import get_asgi_application

from gate import celery  # reads the settings and gives shared tasks their broker

assert celery.app is not None
application = get_asgi_application()

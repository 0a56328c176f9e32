"""The web's entry for gunicorn: `gunicorn gate.wsgi`."""

from django.core.wsgi import get_wsgi_application

from gate import celery  # reads the settings and gives shared tasks their broker

assert celery.app is not None
application = get_wsgi_application()

"""How gunicorn serves the web, on a server and under `make run` alike."""

from gate import env

env.settings_or_exit()  # once, before any worker: a refusal is said once and ends the start

bind = env.text("BIND", default="127.0.0.1:8000")
workers = env.number("WEB_WORKERS", default=2, least=1, most=64)
# One request at a time a process: it waits for the database alone, and SQLite bears few writers.
worker_class = "sync"
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # gate.middleware.RequestLog writes one line a request
control_socket_disable = True  # it lies in the home folder, where two programs would share it
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "gate.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}

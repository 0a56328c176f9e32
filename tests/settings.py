"""The settings under test: the project's own, under an environment that is the same on every machine.

`.env` is not read. DATABASE_URL and REDIS_URL, where the environment has them, choose the services to test on.
"""

import atexit
import os
import shutil
import tempfile

os.environ["ENV_FILE"] = os.devnull
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("SECRET_KEY", "a key for tests only, which no server would accept")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop beside the ORM
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="gate-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

# Each process of a parallel run has a Redis database of its own: clearing a cache empties the whole database.
if os.environ.get("REDIS_URL") and os.environ.get("REDIS_URL_OF") != os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REDIS_URL_OF"] = os.environ.get("PYTEST_XDIST_WORKER", "")  # said once, also to what a test starts
    server, _, database = os.environ["REDIS_URL"].rpartition("/")
    server, database = (server, database) if database.isdigit() else (os.environ["REDIS_URL"], "0")
    worker = int(os.environ["REDIS_URL_OF"].removeprefix("gw") or -1)
    os.environ["REDIS_URL"] = f"{server}/{(int(database) + 1 + worker) % 16}"

from gate.settings import *  # noqa: F403
from gate.settings import CACHES, DATABASES, MIDDLEWARE, REDIS_URL

MIDDLEWARE[MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")] = "tests.files_once.FilesOnce"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    MIDDLEWARE.insert(0, "tests.one_at_a_time.OneAtATime")
else:  # only a server that loses its power could tell the difference
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"

WORKER_NAME = os.environ.get("PYTEST_XDIST_WORKER", "")
CELERY_TASK_DEFAULT_QUEUE = f"test-{WORKER_NAME or 'main'}"  # each process its own worker
PLACE_FACTS_SECONDS = 0  # a test sees its own changes of places
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 costs 0.2 s a user
if REDIS_URL:
    CACHES["default"]["KEY_PREFIX"] = f"test-{WORKER_NAME}"
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

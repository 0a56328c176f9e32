"""As little of Django as the models need: no middleware, no session, no REST framework; the same database and pool."""

from gate import env
from gate import settings as ours

SECRET_KEY = env.secret("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = ours.DATABASES
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "contract", "accounts", "declarations"]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.urls"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = False

from django.apps import AppConfig


class PromiseConfig(AppConfig):
    name = "promise"

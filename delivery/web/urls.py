"""Addresses of delivery: reports sent to those who subscribed to them."""

from django.urls import path

from delivery.web import views

urlpatterns = [
    path("reports/subscriptions/", views.subscriptions, name="subscriptions"),
    path("reports/subscriptions/new/", views.new, name="subscription-new"),
    path("reports/subscriptions/<id:subscription_id>/", views.subscription, name="subscription"),
    path("reports/subscriptions/<id:subscription_id>/change/", views.change, name="subscription-change"),
    path("reports/subscriptions/<id:subscription_id>/pause/", views.pause, name="subscription-pause"),
    path("reports/subscriptions/<id:subscription_id>/resume/", views.resume, name="subscription-resume"),
    path("reports/subscriptions/<id:subscription_id>/remove/", views.remove, name="subscription-remove"),
    path("reports/subscriptions/<id:subscription_id>/secret/", views.secret, name="subscription-secret"),
    path("reports/subscriptions/<id:subscription_id>/test/", views.test, name="subscription-test"),
    path("reports/sendings/<id:sending_id>/retry/", views.retry, name="sending-retry"),
]

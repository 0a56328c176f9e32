"""The addresses of delivery under /api/v1/ (no trailing slash)."""

from django.urls import path

from delivery.api import sendings, subscriptions

urlpatterns = [
    path("reports/subscriptions", subscriptions.Subscriptions.as_view(), name="api-subscriptions"),
    path(
        "reports/subscriptions/<id:subscription_id>",
        subscriptions.OneSubscription.as_view(),
        name="api-subscription",
    ),
    path(
        "reports/subscriptions/<id:subscription_id>/secret",
        subscriptions.Secret.as_view(),
        name="api-subscription-secret",
    ),
    path("reports/subscriptions/<id:subscription_id>/test", subscriptions.Test.as_view(), name="api-subscription-test"),
    path(
        "reports/subscriptions/<id:subscription_id>/sendings",
        sendings.Sendings.as_view(),
        name="api-subscription-sendings",
    ),
    path("reports/sendings/<id:sending_id>/retry", sendings.Retry.as_view(), name="api-sending-retry"),
    path("reports/sendings/<id:sending_id>/files/<str:form>", sendings.SendingFile.as_view(), name="api-sending-file"),
]

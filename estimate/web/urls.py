"""Address of the estimates' record."""

from django.urls import path

from estimate.web import views

urlpatterns = [path("estimates/", views.record, name="estimates")]

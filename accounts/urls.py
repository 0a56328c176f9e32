"""Addresses of signing in and of one's own account."""

from django.urls import path

from accounts.web import views

urlpatterns = [
    path("accounts/", views.Account.as_view(), name="account"),
    path("accounts/login/", views.SignIn.as_view(), name="sign-in"),
    path("accounts/logout/", views.SignOut.as_view(), name="sign-out"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password"),
]

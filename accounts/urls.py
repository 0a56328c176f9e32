"""Addresses of signing in, of joining, of one's own account and of a company's pages."""

from django.urls import path

from accounts.web import company, joining, keys, passwords, reach, second_factor, views

urlpatterns = [
    path("accounts/", views.Account.as_view(), name="account"),
    path("accounts/login/", views.SignIn.as_view(), name="sign-in"),
    path("accounts/login/code/", second_factor.sign_in_code, name="sign-in-code"),
    path("accounts/logout/", views.SignOut.as_view(), name="sign-out"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password"),
    path("accounts/reach/", reach.Reach.as_view(), name="reach"),
    path("accounts/second-factor/", second_factor.settings, name="second-factor"),
    path("accounts/reset/", passwords.ask, name="reset"),
    path("accounts/reset/sent/", passwords.sent, name="reset-sent"),
    path("accounts/reset/<uidb64>/<token>/", passwords.Choose.as_view(), name="reset-confirm"),
    path("accounts/sign-up/", joining.sign_up, name="sign-up"),
    path("accounts/sign-up/tax-code/", joining.tax_code, name="sign-up-tax-code"),
    path("accounts/sign-up/sent/", joining.sent, name="sign-up-sent"),
    path("accounts/sign-up/confirm/<token>/", joining.confirm, name="sign-up-confirm"),
    path("accounts/invitation/<token>/", joining.invitation, name="invitation"),
    path("accounts/company/", company.people, name="company"),
    path("accounts/company/people/<int:pk>/", company.person, name="company-person"),
    path("accounts/company/invitations/<int:pk>/", company.take_back_invitation, name="company-invitation"),
    path("accounts/company/keys/", keys.keys, name="company-keys"),
    path("accounts/company/keys/<int:pk>/", keys.revoke, name="company-key"),
    path("accounts/company/consents/", company.consents, name="company-consents"),
    path("accounts/company/consents/<int:pk>/", company.take_back_consent, name="company-consent"),
    path("accounts/working-for/", company.choose_company, name="working-for"),
]

"""Where a person is written to: his e-mail address and his telephone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.acting import acting_user
from accounts.operations import keeping
from accounts.web.forms import ReachForm


class Reach(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    """One's own address and telephone; empty takes it away."""

    template_name = "accounts/reach.html"
    form_class = ReachForm
    success_url = reverse_lazy("account")

    def get_initial(self) -> dict[str, Any]:
        """What stands now."""
        user = acting_user(self.request)
        return {"email": user.email, "phone": user.phone}

    def form_valid(self, form: ReachForm) -> HttpResponse:
        """Change it; a wrong password leaves what was typed."""
        try:
            keeping.choose_reach(user_id=acting_user(self.request).pk, **form.cleaned_data)
        except keeping.WrongPassword as refusal:
            form.add_error("password", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Your address and telephone are saved."))
        return super().form_valid(form)

"""Organisations, the people who sign in, and the keys of their machines."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.roles import COMPANY_SCOPES, FILING, MODULES, PERMISSIONS, SCOPES, Agency, CompanyRole, Role
from accounts.tax_codes import validate_tax_code


class Language(models.TextChoices):
    """The languages the gate speaks."""

    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


class Organisation(models.Model):
    """A company that files: exporter, importer, customs agent or haulier."""

    name = models.CharField(_("name"), max_length=200)
    tax_code = models.CharField(_("tax code"), max_length=14, unique=True, validators=[validate_tax_code])
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("switched on"), default=True)
    # Whether anybody ever let it act for him: spares the people of all other companies the question (companies.py).
    is_agent = models.BooleanField(_("customs agent"), default=False, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return f"{self.name} ({self.tax_code})"


class UserManager(BaseUserManager["User"]):
    """Makes users; names are kept in lower case so that one person cannot look like another."""

    def create_user(
        self, username: str, password: str | None = None, *, role: str = Role.DECLARANT, **fields: Any
    ) -> "User":
        """Make a user with that role; without a password nobody can sign in with it (keys still work).

        A company's first people are its owners, unless said otherwise.
        """
        if role == Role.DECLARANT:
            fields.setdefault("company_role", CompanyRole.OWNER)
        user = self.model(username=self.model.normalize_username(username).lower(), role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator (`manage.py createsuperuser`): he keeps accounts; no role touches everything."""
        return self.create_user(username, password, role=Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find who signs in, whatever the case it was typed in, with the organisation that decides whether he may."""
        return self.select_related("organisation").get(username=(username or "").lower())


class User(AbstractBaseUser):
    """One person: one role, for officers one agency, for declarants one organisation.

    There is no superuser and no permission row: what a person may do follows from the role (accounts.roles) and from
    the rows that he sees (`visible_to`).
    """

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9._+@-]*\Z", _("Use small letters, digits, full stop, hyphen and underscore.")
            )
        ],
    )
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("organisation"),
    )
    company_role = models.CharField(_("role in the company"), max_length=12, choices=CompanyRole, blank=True)
    agency = models.CharField(_("agency"), max_length=20, choices=Agency, blank=True)
    province_wide = models.BooleanField(
        _("whole province"), default=False, help_text=_("A manager who reads the reports of every gate.")
    )
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.VIETNAMESE)
    is_active = models.BooleanField(_("switched on"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="user_officer_iff_agency",
                condition=Q(role=Role.OFFICER, agency__in=Agency.values) | (~Q(role=Role.OFFICER) & Q(agency="")),
                violation_error_message=_("An officer works for one agency; nobody else has one."),
            ),
            models.CheckConstraint(
                name="user_declarant_iff_organisation",
                condition=Q(role=Role.DECLARANT, organisation__isnull=False)
                | (~Q(role=Role.DECLARANT) & Q(organisation__isnull=True)),
                violation_error_message=_("A declarant belongs to an organisation; nobody else does."),
            ),
            models.CheckConstraint(
                name="user_declarant_iff_company_role",
                condition=Q(role=Role.DECLARANT, company_role__in=CompanyRole.values)
                | (~Q(role=Role.DECLARANT) & Q(company_role="")),
                violation_error_message=_("A declarant has a role in the company; nobody else has one."),
            ),
            models.CheckConstraint(
                name="user_province_wide_manager",
                condition=Q(province_wide=False) | Q(role=Role.MANAGER),
                violation_error_message=_("Only a manager may see the whole province."),
            ),
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name to show: the full name where there is one."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """The name in the admin's head line."""
        return self.full_name or self.username

    @property
    def is_declarant(self) -> bool:
        """Whether this person files for a company."""
        return self.role == Role.DECLARANT

    @property
    def may_file(self) -> bool:
        """Whether this person files, amends and cancels for a company; a viewer only looks."""
        return self.is_active and self.is_declarant and self.company_role in FILING

    @property
    def keeps_company(self) -> bool:
        """Whether this person keeps the people, keys and consents of his company."""
        return self.is_active and self.is_declarant and self.company_role == CompanyRole.OWNER

    @property
    def is_officer(self) -> bool:
        """Whether this person works checks for an agency."""
        return self.role == Role.OFFICER

    @property
    def is_manager(self) -> bool:
        """Whether this person reads reports."""
        return self.role == Role.MANAGER

    @property
    def is_administrator(self) -> bool:
        """Whether this person keeps accounts."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens at all; what it shows inside is decided there."""
        return self.role in (Role.OFFICER, Role.MANAGER, Role.ADMINISTRATOR)

    @property
    def may_sign_in(self) -> bool:
        """Whether neither the person nor the company is switched off."""
        return self.is_active and (self.organisation is None or self.organisation.is_active)

    @property
    def scopes(self) -> frozenset[str]:
        """What the API opens to this role, at most."""
        return COMPANY_SCOPES[self.company_role] if self.is_declarant else SCOPES[self.role]

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Whether the role holds the permission; never row by row."""
        return self.is_active and perm in PERMISSIONS[self.role]

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:  # noqa: ARG002
        """Whether the role holds all of them."""
        return all(self.has_perm(perm) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the room shows in the admin's index."""
        return self.is_active and app_label in MODULES[self.role]


class ApiKey(models.Model):
    """A key of a machine that acts for one user. The secret is shown once and kept only as a hash."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("user"))
    prefix = models.CharField(_("prefix"), max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    label = models.CharField(_("label"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def is_live(self, at: datetime) -> bool:
        """Whether the key still opens anything: not revoked, not expired, its user and company switched on."""
        expired = self.expires_at is not None and self.expires_at <= at
        return self.revoked_at is None and not expired and self.user.may_sign_in

    @property
    def effective_scopes(self) -> frozenset[str]:
        """The key's scopes, never more than its user's role has today."""
        return frozenset(self.scopes) & self.user.scopes

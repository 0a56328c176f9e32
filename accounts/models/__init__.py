"""Who: people and companies, keys of machines, how one comes to belong, for whom one may act, letters owed."""

from accounts.models.consent import Consent
from accounts.models.joining import Application, Invitation
from accounts.models.letter import Letter, LetterKind
from accounts.models.people import ApiKey, Language, Organisation, User, UserManager
from accounts.models.recovery import RecoveryCodes
from accounts.roles import Agency, CompanyRole, Role

__all__ = [
    "Agency", "ApiKey", "Application", "CompanyRole", "Consent", "Invitation", "Language", "Letter", "LetterKind",
    "Organisation", "RecoveryCodes", "Role", "User", "UserManager",
]  # fmt: skip

"""Every change of people, companies and keys. One module a matter:

`keeping` what administrators change and switch · `issuing` keys · `applying` a company signs up · `inviting` and
`colleagues` its people · `consenting` whom it lets act for it · `second_factor` · `passwords` · `mailing` the letters
all of these owe.
"""

from accounts.operations.issuing import IssuedKey, ScopeNotOfRole, issue_key, revoke_key
from accounts.operations.keeping import (
    NotAdministrator,
    OwnAccount,
    SwitchedOff,
    account_changed,
    choose_language,
    keep,
    switch_off_user,
    switch_on_user,
    switch_organisation,
)

__all__ = [
    "IssuedKey", "NotAdministrator", "OwnAccount", "ScopeNotOfRole", "SwitchedOff", "account_changed",
    "choose_language", "issue_key", "keep", "revoke_key", "switch_off_user", "switch_on_user", "switch_organisation",
]  # fmt: skip

"""A POST to an address that somebody outside gave us, so that it cannot be turned against our own network.

Over TLS and to the public network alone. The name is resolved once, every address of it is looked at, and the
connection goes to the one that was looked at: a name that answers differently the second time gains nothing. No
redirect is followed, no proxy of the environment is used, no body of an answer is read, and all of it ends in time.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import httpx
from django.utils.translation import gettext_lazy as _

from contract.errors import Invalid

DEADLINE_SECONDS: Final = 20.0
"""From the question for the name to the status of the answer, however slowly the other side speaks."""
CONNECT_SECONDS: Final = 5.0
LONGEST_URL: Final = 500
_MOST_ADDRESSES: Final = 4
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class BadAddress(Invalid):
    """Nobody is called at such an address."""

    code = "bad_webhook_address"


class Why(StrEnum):
    """Why there is no answer."""

    NO_SUCH_HOST = "no_such_host"
    NOT_PUBLIC = "not_public"
    UNTRUSTED = "untrusted"
    UNANSWERED = "unanswered"


class NoAnswer(Exception):
    """Nobody answered, or nobody was asked."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def require_address(url: str, *, may_be_here: bool = False) -> str:
    """Hold the shape of an address against the rules, without asking the network; answer it as it is kept.

    :param may_be_here: this machine may be called too, and without TLS, which is for trying out.
    :raises BadAddress: it is no https:// address of a public host without password, or longer than 500 characters.
    """
    try:
        parsed = httpx.URL(url) if len(url) <= LONGEST_URL and not re.search(r"\s", url) else None
    except httpx.InvalidURL:
        parsed = None
    if parsed is None or not _is_whole(parsed):
        raise BadAddress(_("Give an address such as https://receiver.example/reports, without user name or password."))
    if _is_loopback(parsed) and may_be_here:
        if parsed.scheme not in ("https", "http"):
            raise BadAddress(_("The address must begin with https://."))
        return str(parsed)
    if parsed.scheme != "https":
        raise BadAddress(_("The address must begin with https://."))
    literal = _literal(parsed.host)
    if _is_loopback(parsed) or (literal is not None and not is_public(literal)):
        raise BadAddress(_("This address lies in a private network; it must be reachable for everybody."))
    return str(parsed)


def is_public(address: Address) -> bool:
    """Whether it is a single machine of the public network, also when it only wraps an address of the other family."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def post(url: str, *, body: bytes, headers: Mapping[str, str], may_be_here: bool = False) -> int:
    """POST the body; answer the status of the answer, whatever it is.

    :raises BadAddress: the address may not be asked any more.   :raises NoAnswer: nobody answered, or nobody may.
    """
    target = httpx.URL(require_address(url, may_be_here=may_be_here))
    return asyncio.run(_within_the_deadline(target, body, headers, may_be_here=may_be_here))


async def _within_the_deadline(target: httpx.URL, body: bytes, headers: Mapping[str, str], *, may_be_here: bool) -> int:
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            addresses = await _addresses(target, may_be_here=may_be_here)
            return await _first_answer(target, addresses, body, headers)
    except TimeoutError as late:
        raise NoAnswer(Why.UNANSWERED) from late


async def _addresses(target: httpx.URL, *, may_be_here: bool) -> list[Address]:
    """Where the name leads, now.

    :raises NoAnswer: nowhere, or one of them is not public.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            target.raw_host.decode("ascii"), _port(target), type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as unknown:
        raise NoAnswer(Why.NO_SUCH_HOST) from unknown
    addresses = list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    here = may_be_here and _is_loopback(target)
    if not all(is_public(address) or (here and address.is_loopback) for address in addresses):
        raise NoAnswer(Why.NOT_PUBLIC)
    return addresses[:_MOST_ADDRESSES]


async def _first_answer(target: httpx.URL, addresses: list[Address], body: bytes, headers: Mapping[str, str]) -> int:
    """Ask the first address that can be connected to; what was once sent is not sent to another one."""
    name = target.raw_host.decode("ascii")
    host = target.netloc.decode("ascii")
    async with httpx.AsyncClient(
        verify=_trusted(), trust_env=False, follow_redirects=False, timeout=httpx.Timeout(None, connect=CONNECT_SECONDS)
    ) as client:
        for address in addresses:
            try:
                async with client.stream(
                    "POST",
                    target.copy_with(host=str(address)),
                    content=body,
                    headers={**headers, "Host": host},
                    extensions={"sni_hostname": name},
                ) as answer:
                    return answer.status_code
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if _is_untrusted(error):
                    raise NoAnswer(Why.UNTRUSTED) from error
            except httpx.TransportError as error:
                raise NoAnswer(Why.UNANSWERED) from error
    raise NoAnswer(Why.UNANSWERED)


def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return httpx.create_ssl_context(trust_env=False)


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_whole(target: httpx.URL) -> bool:
    return bool(target.host) and 0 < _port(target) < 65536 and not (target.userinfo or target.fragment)


def _port(target: httpx.URL) -> int:
    return target.port if target.port is not None else 443 if target.scheme == "https" else 80


def _is_loopback(target: httpx.URL) -> bool:
    return target.host in _LOOPBACK


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _wrapped(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one leads to by translation or a tunnel."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)

"""Which addresses may be asked: http and https on the public internet, and nothing of the machine or network that Nadhir stands in.

A feed or a link is written by strangers. One that names `http://169.254.169.254/`, or a name that resolves to `127.0.0.1`, would make
the desk read its own neighbours for them. So a name is resolved once, all its addresses are checked, and the connection goes to
a checked address (`nadhir.intake.wire`): between check and connection nobody can change the answer.

The networks are those of the IANA special-purpose registries (RFC 6890, RFC 8190 and their updates), written out here because
`ipaddress.is_global` differs between versions of Python.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

LONGEST_URL = 4096  # characters; servers refuse longer ones, and nobody writes them by hand
SCHEMES = frozenset({"http", "https"})

# What a desk inside an organisation may be told to read (`allow_private`).
_OWN = tuple(
    map(IPv4Network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
)  # loopback, private use (RFC 1918)
_OWN_6 = tuple(map(IPv6Network, ("::1/128", "fc00::/7")))  # loopback, unique local (RFC 4193)
# What nobody may: no article lives there.
_NEVER = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; 0.0.0.0 reaches the machine itself
            "100.64.0.0/10",  # shared space behind a carrier's NAT
            "169.254.0.0/16",  # link-local: what clouds tell their machines, secrets included
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays, withdrawn
            "198.18.0.0/15",  # measurements between networks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
# Of IPv6 only 2000::/3 is handed out to the world; the rest is refused whole, and these parts of it too.
_GLOBAL_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: carries an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)
# Translations, in which an IPv4 address is hidden: what counts is that address.
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedError(Exception):
    """An address that is not asked. `code` is the code of the issue, `values` its values."""

    def __init__(self, code: str, **values: str) -> None:
        self.code = code
        self.values = values
        super().__init__(f"{code} {values}")


def read_url(written: str) -> httpx.URL:
    """`written` as a URL without its fragment. Raises RefusedError where it is none that may be asked.

    Refused: other schemes than http and https, a missing host, a user or password, more than `LONGEST_URL` characters.
    """
    try:
        if len(written) > LONGEST_URL:
            raise httpx.InvalidURL("too long")
        url = httpx.URL(written.strip())
        url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise RefusedError("web_address_wrong") from error
    if url.scheme not in SCHEMES:
        raise RefusedError("web_scheme", scheme=url.scheme or "—")
    if not url.host or (url.port is not None and not 0 < url.port < 65_536):
        raise RefusedError("web_address_wrong")
    if url.userinfo:
        raise RefusedError("web_userinfo")
    return url.copy_with(fragment=None)


def is_refused(address: str, *, allow_private: bool = False) -> bool:
    """Whether an IP address may not be asked. `allow_private` lets loopback and private networks pass, and nothing else."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(found, IPv6Address):
        if found in _MAPPED or found in _NAT64:
            found = IPv4Address(int(found) & 0xFFFFFFFF)
        else:
            return _refused_6(found, allow_private=allow_private)
    if any(found in network for network in _OWN):
        return not allow_private
    return any(found in network for network in _NEVER)


def _refused_6(found: IPv6Address, *, allow_private: bool) -> bool:
    if any(found in network for network in _OWN_6):
        return not allow_private
    return found not in _GLOBAL_6 or any(found in network for network in _NEVER_6)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system tells them. Numbers are read as connecting would read them: `127.1` is 127.0.0.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(host: str, port: int, resolve: Resolve, *, allow_private: bool) -> list[str]:
    """The addresses of a host, all of which may be asked. Raises RefusedError where one may not, or there is none.

    One bad address among good ones condemns the name: that is how rebinding looks.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise RefusedError("web_name_unknown", host=host) from error
    if not addresses:
        raise RefusedError("web_name_unknown", host=host)
    for address in addresses:
        if is_refused(address, allow_private=allow_private):
            raise RefusedError("web_address_refused", host=host, address=address)
    return list(addresses)

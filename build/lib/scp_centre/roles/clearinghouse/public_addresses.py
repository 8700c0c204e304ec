"""Which addresses of the internet lead to public hosts, stated range by range.

Python's `ipaddress.is_global` changed between releases (3.11.2 calls 2002::/16 global, 3.11.9 does
not), so the ranges stand here. IPv4 is public unless it is listed; IPv6 is public only within
2000::/3, the part that IANA has allocated, unless it is listed. Sources: IANA's registries of
special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates), RFC 6052 and RFC 8215.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of one provider
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # link-local; cloud machines ask for their keys here
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4, withdrawn
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks of devices
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
ALLOCATED_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds any IPv4 address
        "3fff::/20",  # documentation
    )
)
# Where a network speaks IPv6 only, its resolver gives every IPv4 host under this prefix.
TRANSLATED = IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)  # an IPv4 address follows in the last 32 bits


def is_public(text: str) -> bool:
    """Return whether an address leads to a public host, wherever an IPv4 address is hidden in it.

    >>> [is_public(a) for a in ("192.0.1.1", "10.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1")]
    [True, False, True, False]
    """
    ip = ip_address(text)
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    return _is_public_6(ip)


def _is_public_4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in NOT_PUBLIC_4)


def _is_public_6(ip: IPv6Address) -> bool:
    last_32_bits = IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in TRANSLATED:
        return _is_public_4(last_32_bits)
    if ip.scope_id or ip not in ALLOCATED_6:
        return False
    if (int(ip) >> 32) & 0xFFFFFFFF in ISATAP and not _is_public_4(last_32_bits):
        return False
    return not any(ip in network for network in NOT_PUBLIC_6)

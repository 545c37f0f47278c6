#pragma once
#include <sys/socket.h>

namespace mizan::services {

/// False: an address of a private, local, link-local, shared, multicast or reserved network (RFC 6890), or of
/// no family of the internet; IPv6 addresses that stand for IPv4 ones count as these. Any thread.
bool is_public(const sockaddr& address);

}  // namespace mizan::services

// Linux calls that Swift's Glibc module does not offer.
#pragma once

/// Puts each path in the other's place in one step: 0, or -1 with errno set.
int tidewatt_exchange_paths(const char *a, const char *b);

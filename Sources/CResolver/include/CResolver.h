#pragma once
// getaddrinfo(3) in a module of its own: only Thor looks names up. Spidey is linked statically,
// where the resolver's run-time plug-ins do not work, and must not pull it in.

/// Room for one numeric address with its scope: INET6_ADDRSTRLEN, '%', IF_NAMESIZE.
enum { CRESOLVER_TEXT = 64 };

/// Looks `name` up for TCP and writes up to `capacity` numeric addresses, in the order of RFC 6724,
/// each ended by NUL, at multiples of CRESOLVER_TEXT bytes.
/// Returns how many, or a negative error of getaddrinfo(3) (EAI_...).
int cresolver_lookup(const char *name, char *addresses, int capacity);

/// Whether an error says that there is no such name, rather than that nobody could be asked.
int cresolver_is_unknown_name(int error);

/// gai_strerror(3).
const char *cresolver_message(int error);

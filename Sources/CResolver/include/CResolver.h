#pragma once
// getaddrinfo(3) in a module of its own: only Thor resolves names. Spidey must not link it: it is
// static, and the resolver's run-time plug-ins do not work in a static program.

/// Room for one numeric address with its scope: INET6_ADDRSTRLEN, '%', IF_NAMESIZE.
enum { CRESOLVER_TEXT = 64 };

/// Resolves `name` for TCP and writes up to `capacity` numeric addresses, in the order of RFC 6724,
/// each ended by NUL, at multiples of CRESOLVER_TEXT bytes.
/// Returns how many, or a negative error of getaddrinfo(3) (EAI_...).
int cresolver_lookup(const char *name, char *addresses, int capacity);

/// Whether an error means that the name does not exist, rather than that no server could be asked.
int cresolver_is_unknown_name(int error);

/// gai_strerror(3).
const char *cresolver_message(int error);

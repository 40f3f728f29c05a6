#define _GNU_SOURCE
#include "CResolver.h"
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

int cresolver_lookup(const char *name, char *addresses, int capacity) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int error = getaddrinfo(name, NULL, &hints, &list);
    if (error != 0) return error;
    int count = 0;
    for (struct addrinfo *entry = list; entry != NULL && count < capacity; entry = entry->ai_next) {
        char *text = addresses + count * CRESOLVER_TEXT;
        if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text, CRESOLVER_TEXT, NULL, 0,
                        NI_NUMERICHOST) == 0)
            count++;
    }
    freeaddrinfo(list);
    return count > 0 ? count : EAI_NONAME;
}

int cresolver_is_unknown_name(int error) { return error == EAI_NONAME || error == EAI_NODATA; }

const char *cresolver_message(int error) { return gai_strerror(error); }

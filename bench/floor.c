/* The least that a server can do: floor PORT [NANOSECONDS]
 *
 * One process, one epoll loop, level-triggered. It answers each request with the same bytes, a
 * head with the fields of a real server and 1 KB of content, and does not look at what was asked
 * for: a request is whatever ends in an empty line, so that pipelined requests, and requests that
 * arrive in pieces, get one answer each. What a server costs above this is its own doing, not the
 * kernel's.
 *
 * NANOSECONDS of processor time are burnt for each request in a busy loop: a server that is
 * slower by a known amount, for trying out whether an experiment finds the difference.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONTENT = 1024, COPIES = 64, EVENTS = 512, INPUT = 16384 };

static const char HEAD[] =
    "HTTP/1.1 200 OK\r\n"
    "Date: Sun, 01 Nov 2026 12:00:00 GMT\r\n"
    "Server: floor\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Last-Modified: Sun, 01 Nov 2026 11:00:00 GMT\r\n"
    "ETag: \"0123456789abcdef-400\"\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Length: 1024\r\n"
    "\r\n";

/* The answers to COPIES requests, and one's length: connections get these over and over. */
static char answers[COPIES * (sizeof HEAD - 1 + CONTENT)];
static const size_t answer = sizeof HEAD - 1 + CONTENT;

struct connection {
    unsigned char matched; /* How many bytes of CR LF CR LF the input has just ended in. */
    unsigned char blocked; /* Waits for room to write, and reads nothing meanwhile. */
    size_t owed;           /* Bytes still to be written. */
    size_t position;       /* Of the next byte within an answer. */
};

static struct connection *connections;
static rlim_t capacity;
static int loop;
static long burn;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void spend(long nanoseconds) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long end = now.tv_sec * 1000000000LL + now.tv_nsec + nanoseconds;
    do clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec * 1000000000LL + now.tv_nsec < end);
}

/* Counts the empty lines that end in these bytes. A CR always begins the pattern anew, or goes on
 * with it after a LF. */
static size_t requests_in(struct connection *own, const char *bytes, size_t count) {
    size_t found = 0;
    unsigned matched = own->matched;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\r')
            matched = matched == 2 ? 3 : 1;
        else if (bytes[i] == '\n' && (matched & 1))
            matched++;
        else
            matched = 0;
        if (matched == 4) {
            found++;
            matched = 0;
        }
    }
    own->matched = (unsigned char)matched;
    return found;
}

static void watch(int descriptor, int operation, unsigned events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    if (epoll_ctl(loop, operation, descriptor, &event) != 0) fail("epoll_ctl");
}

/* Writes what is owed; 0 when the connection has failed. */
static int write_owed(int descriptor, struct connection *own) {
    while (own->owed > 0) {
        size_t room = sizeof answers - own->position;
        ssize_t sent = send(descriptor, answers + own->position,
                            own->owed < room ? own->owed : room, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno != EAGAIN) return 0;
        if (sent < 0) {
            if (!own->blocked) watch(descriptor, EPOLL_CTL_MOD, EPOLLOUT);
            own->blocked = 1;
            return 1;
        }
        own->owed -= (size_t)sent;
        own->position = (own->position + (size_t)sent) % answer;
    }
    if (own->blocked) watch(descriptor, EPOLL_CTL_MOD, EPOLLIN);
    own->blocked = 0;
    return 1;
}

/* Reads once and answers; 0 when the connection has ended. */
static int serve(int descriptor, struct connection *own) {
    static char input[INPUT];
    if (own->blocked) return write_owed(descriptor, own);
    ssize_t count = recv(descriptor, input, sizeof input, 0);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return 0;
    size_t requests = requests_in(own, input, (size_t)count);
    if (burn > 0 && requests > 0) spend(burn * (long)requests);
    own->owed += requests * answer;
    return write_owed(descriptor, own);
}

static void accept_all(int listener) {
    for (;;) {
        int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) return;
        if ((rlim_t)descriptor >= capacity) {
            close(descriptor);
            continue;
        }
        int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections[descriptor] = (struct connection){0};
        watch(descriptor, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static int listen_at(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, 4096) != 0) fail("listen");
    return listener;
}

int main(int count, char **words) {
    if (count < 2 || count > 3) {
        fprintf(stderr, "Usage: floor PORT [NANOSECONDS]\n");
        return 64;
    }
    burn = count > 2 ? atol(words[2]) : 0;
    for (size_t i = 0; i < COPIES; i++) {
        memcpy(answers + i * answer, HEAD, sizeof HEAD - 1);
        memset(answers + i * answer + sizeof HEAD - 1, 'x', CONTENT);
    }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    capacity = limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
    connections = calloc(capacity, sizeof *connections);
    loop = epoll_create1(EPOLL_CLOEXEC);
    if (connections == NULL || loop < 0) fail("floor");
    int listener = listen_at(atoi(words[1]));
    watch(listener, EPOLL_CTL_ADD, EPOLLIN);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(loop, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == listener)
                accept_all(listener);
            else if (!serve(descriptor, &connections[descriptor]))
                close(descriptor);
        }
    }
}

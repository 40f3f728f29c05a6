#define _GNU_SOURCE
#include "CLinuxCode.h"
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static const uintptr_t small = 4096;
static const uintptr_t large = 2 << 20;

static uintptr_t down(uintptr_t address, uintptr_t size) { return address & ~(size - 1); }
static uintptr_t up(uintptr_t address, uintptr_t size) { return down(address + size - 1, size); }

/// Finds the start and end of the code. Returns 0 if the program is not loaded at the fixed
/// addresses of its headers.
static int find_code(uintptr_t *start, uintptr_t *end) {
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    const unsigned long count = getauxval(AT_PHNUM);
    int is_fixed = 0;
    *start = 0;
    for (unsigned long i = 0; headers && i < count; i++) {
        const ElfW(Phdr) *header = &headers[i];
        if (header->p_type == PT_PHDR) is_fixed = header->p_vaddr == (uintptr_t)headers;
        if (header->p_type == PT_INTERP) return 0;
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
        if (*start) return 0;
        *start = down(header->p_vaddr, small);
        *end = up(header->p_vaddr + header->p_memsz, small);
    }
    return is_fixed && *start;
}

/// Reserves an unmapped range of addresses. Returns 0 if part of it is mapped.
static int reserve(uintptr_t from, uintptr_t to) {
    if (from == to) return 1;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    void *place = mmap((void *)from, to - from, PROT_NONE, flags, -1, 0);
    if (place == (void *)from) return 1;
    // A kernel that does not know the flag treated the address as a hint.
    if (place != MAP_FAILED) munmap(place, to - from);
    return 0;
}

/// Maps `size` bytes at a multiple of `large`; NULL on failure.
static char *make_room(size_t size) {
    char *room = mmap(
        NULL, size + large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return NULL;
    char *begin = (char *)up((uintptr_t)room, large);
    if (begin > room) munmap(room, (size_t)(begin - room));
    munmap(begin + size, (size_t)(room + large - begin));
    return begin;
}

/// Copies the code from `start` to `end` into large pages, which then replace everything between
/// `from` and `to`.
static int move(uintptr_t start, uintptr_t end, uintptr_t from, uintptr_t to) {
    const size_t size = to - from;
    char *copy = make_room(size);
    if (!copy) return -1;
    // Before the copying, so that it fills large pages; MADV_COLLAPSE afterwards enforces them.
    madvise(copy, size, MADV_HUGEPAGE);
    memcpy(copy + (start - from), (const void *)start, end - start);
    __builtin___clear_cache(copy, copy + size);
    // mremap unmaps the old pages before it accounts for the new ones, as if both existed. So as
    // much memory is mapped and unmapped first: mremap cannot fail for want of it half-way.
    void *charge = mmap(
        NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (charge == MAP_FAILED || madvise(copy, size, MADV_COLLAPSE)
        || mprotect(copy, size, PROT_READ | PROT_EXEC)) {
        const int reason = errno;
        if (charge != MAP_FAILED) munmap(charge, size);
        munmap(copy, size);
        return errno = reason, -1;
    }
    munmap(charge, size);
    // The program keeps running meanwhile: the bytes at its addresses stay the same.
    const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    return mremap(copy, size, size, flags, (void *)from) == MAP_FAILED ? -1 : 0;
}

int clinux_enlarge_code_pages(void) {
    uintptr_t start, end;
    if (!find_code(&start, &end)) return errno = ENOEXEC, -1;
    if (sysconf(_SC_PAGESIZE) != (long)small) return errno = ENOTSUP, -1;
    uintptr_t from = down(start, large), to = up(end, large);
    if (!reserve(from, start)) start = from = up(start, large);
    if (!reserve(end, to)) end = to = down(end, large);
    if (from < to && move(start, end, from, to) == 0) return 0;
    const int reason = from < to ? errno : ENOTSUP;
    if (from < start) munmap((void *)from, start - from);
    if (end < to) munmap((void *)end, to - end);
    return errno = reason, -1;
}

import Glibc

/// Looks again for a condition of the kernel's that no descriptor announces.
func awaitCondition(_ isMet: () -> Bool) {
    while !isMet() { usleep(1000) }
}

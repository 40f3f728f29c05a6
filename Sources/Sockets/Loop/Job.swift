/// Work that may wait for a disk, or takes long. It owns all that it uses, so that any thread may
/// do it, and it and its result may be dropped at any moment.
///
/// Whoever makes one does not touch it between handing it over and learning that it has been done,
/// except to cancel it.
open class Job: @unchecked Sendable {
    /// What a job needs, which decides by which threads it is done.
    public enum Need: Int, CaseIterable, Sendable {
        /// A disk of this machine, for a moment.
        case disk
        /// Something that is not on this machine and may take any time: it must not hold up other
        /// jobs.
        case remote
        /// A processor, for long: as many of these are done at a time as there are processors, so
        /// that they do not take them from the thread that everybody waits for.
        case processor
    }

    /// What it needs.
    package let need: Need
    /// Cancelled when nobody wants the result any more.
    package let cancellation: Cancellation

    /// A job.
    package init(_ need: Need, cancellation: Cancellation = Cancellation()) {
        self.need = need
        self.cancellation = cancellation
    }

    /// Does the work, once.
    open func run() {}
}

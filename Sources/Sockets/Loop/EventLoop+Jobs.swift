import SystemCalls

/// Work that may wait for a disk or takes long.
extension EventLoop {
    /// Has a thread do the connection's job, if it has a new one.
    func submitJob(of driver: ConnectionDriver, at index: Int) {
        guard let job = driver.job, table[index].job == .none else { return }
        // Not in this turn of the loop, whose queue is being gone through.
        if jobs.isCrowded(for: job), driver.refuseJob(now: now) { return later.append(index) }
        if let ticket = jobs.submit(job, table.token(index, .transport)) {
            table[index].job = ticket
            return
        }
        // Without a thread everybody waits: slow, and right.
        job.run()
        driver.jobDone(now: now)
        later.append(index)
    }

    /// A job has been done. If its connection is over by now, its result has been dropped.
    func finishJob(_ token: EventToken) {
        guard let index = table.find(token), let driver = table.drivers[index] else { return }
        table[index].job = .none
        driver.jobDone(now: now)
        enqueue(index, driver)
    }

    /// The connection has ended: its job, which it has cancelled, is not begun any more.
    func forgetJob(_ index: Int) {
        guard table[index].job != .none else { return }
        jobs.cancel(table[index].job)
        table[index].job = .none
    }
}

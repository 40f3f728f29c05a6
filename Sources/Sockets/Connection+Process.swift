import SystemCalls

/// Moves what a process reads and writes.
extension Connection {
    func moveProcess(_ now: Instant) throws(SystemError) -> Bool {
        // Whatever the process does, a client that does not take its output is on the clock.
        let isClientBehind = !outbox.isEmpty
        var hasUnblocked = false
        var moved = false
        if processWritable, outbox.process?.wantsInput == true {
            processWritable = try outbox.process?.writeInput() ?? false
            if processWritable {
                moved = true
                hasUnblocked = isProcessBehind
                isProcessBehind = false
                // There is room again, which the handler may wait for with nothing received left.
                hasInputForHandler = next == .room || !input.isEmpty
            }
        }
        // What a script leaves running may hold its output open for long. The response is the
        // script's: it ends with the script, and with what is in the pipe by then.
        if !processReadable, let process = outbox.process?.process, Processes.hasEnded(process) {
            processHasEnded = true
            processReadable = true
        }
        if processReadable, outbox.bytes.count < Outbox.processHighWater {
            moved = try readProcess() || moved
        }
        if outbox.process?.wantsInput == true { isProcessBehind = true }
        // And one that is to send content gains no time by what the process does with it, except
        // for the time that the process kept it waiting.
        if moved, !isClientBehind, hasUnblocked || waitingPhase != .content { phaseStart = now }
        return moved
    }

    private func readProcess() throws(SystemError) -> Bool {
        let limit = processOutput.maximum
        guard let outcome = try outbox.process?.readOutput(into: processOutput, limit: limit) else {
            return false
        }
        switch outcome {
        case .moved:
            processOutput.withBytes { handler.receiveFromProcess($0, outbox) }
            processOutput.removeAll()
            return true
        case .wouldBlock where !processHasEnded:
            processReadable = false
            return false
        case .wouldBlock, .ended:
            handler.processEnded(outbox)
            releaseProcess(end: false)
            hasInputForHandler = !input.isEmpty
            return true
        }
    }
}

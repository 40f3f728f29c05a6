import SystemCalls

@testable import HTTPServer

/// A log that notes everything that happens on connections, as one string for each event.
final class NotingLog: ExchangeLog {
    private(set) var events: [String] = []
    private(set) var records: [AccessRecord] = []

    override var wantsSteps: Bool { true }
    override var keepsRecords: Bool { true }

    override func began(_ client: SocketAddress) { events.append("began") }

    override func received(_ request: Request) { events.append("received \(request.target)") }

    override func answering(_ client: SocketAddress, _ step: StaticString) {
        events.append("answering \(step)")
    }

    override func ended(_ record: AccessRecord) {
        records.append(record)
        events.append("ended \(record.summary)")
    }

    override func finished(_ client: SocketAddress) { events.append("finished") }
}

extension AccessRecord {
    /// Target, status, bytes of content, and whether the response was sent whole.
    var summary: String {
        let target = target.isEmpty ? "-" : String(decoding: target, as: UTF8.self)
        return "\(target) \(status) \(bytes)" + (isComplete ? "" : " cut")
    }
}

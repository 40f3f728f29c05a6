/// Thor's exit statuses. Where curl has a number for the case, Thor uses the same.
package enum ExitStatus {
    /// Success.
    package static let success: Int32 = 0
    /// While measuring, requests failed or responses were not as expected.
    package static let someFailed: Int32 = 1
    /// A measurement whose verdict is `invalid`.
    package static let invalidMeasurement: Int32 = 2
    /// A URL that cannot be used.
    package static let badURL: Int32 = 3
    /// A name that does not resolve.
    package static let unknownHost: Int32 = 6
    /// The connection was refused, or the host is unreachable.
    package static let notConnected: Int32 = 7
    /// The peer sent something that is no HTTP response.
    package static let malformed: Int32 = 8
    /// The response ended before its announced length.
    package static let truncated: Int32 = 18
    /// A response whose status or body was not the expected one.
    package static let unexpected: Int32 = 22
    /// Output could not be written.
    package static let cannotWrite: Int32 = 23
    /// A file could not be read.
    package static let cannotRead: Int32 = 26
    /// A deadline passed.
    package static let timedOut: Int32 = 28
    /// More redirects than allowed.
    package static let tooManyRedirects: Int32 = 47
    /// The connection was closed before a response.
    package static let noResponse: Int32 = 52
    /// The request could not be sent.
    package static let notSent: Int32 = 55
    /// The connection was reset during the response.
    package static let reset: Int32 = 56
    /// The command line is invalid: `EX_USAGE` of sysexits.h.
    package static let usage: Int32 = 64
    /// Input data are invalid: `EX_DATAERR` of sysexits.h.
    package static let badData: Int32 = 65
    /// This machine ran out of ports, descriptors or memory: `EX_OSERR` of sysexits.h.
    package static let system: Int32 = 71
}

extension FailureClass {
    /// The exit status of a single request that failed so.
    package var exitStatus: Int32 {
        switch (phase, cause) {
        case (.resolve, _): ExitStatus.unknownHost
        case (_, .timedOut): ExitStatus.timedOut
        case (_, .portsExhausted), (_, .descriptorsExhausted): ExitStatus.system
        case (.connect, _): ExitStatus.notConnected
        case (_, .malformed): ExitStatus.malformed
        case (_, .truncated): ExitStatus.truncated
        case (_, .closedEarly): ExitStatus.noResponse
        case (.send, _): ExitStatus.notSent
        case (_, .reset): ExitStatus.reset
        default: ExitStatus.system
        }
    }
}

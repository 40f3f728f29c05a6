/// A rule of HTTP that a message broke, or a limit that it went beyond.
///
/// `status` is how a server answers; `explanation` is a sentence that may be shown to anybody,
/// because it never repeats what was received.
package enum WireError: Error, Equatable, Sendable, CaseIterable {
    // Lines
    case bareCarriageReturn, bareLineFeed, controlCharacter, tooManyEmptyLines
    // Request line
    case malformedRequestLine, requestLineTooLong, malformedTarget, unsupportedVersion
    // Field lines
    case malformedFieldName, whitespaceBeforeColon, missingColon, obsoleteFolding
    case fieldSectionTooLarge, tooManyFields
    // Host and authority
    case missingHost, duplicateHost, malformedHost
    // Framing
    case malformedContentLength, duplicateContentLength, contentTooLong
    case contentLengthWithTransferEncoding, transferEncodingInHTTP10
    case malformedTransferEncoding, unsupportedTransferCoding
    case malformedChunk, chunkExtensionsTooLong
    // Responses, as a client reads them
    case malformedStatusLine, statusLineTooLong, tooManyInformationalResponses
    case unexpectedProtocolSwitch, closedBeforeResponse, truncated
    // The head of a script's output
    case malformedScriptHead, scriptHeadTooLarge, scriptHeadTruncated
    // What a writer was asked to write
    case invalidMethod, invalidTarget, invalidFieldName, invalidFieldValue, invalidReason

    /// The status with which a server answers. After any of them the connection closes, because it
    /// is not known where the next message would begin.
    ///
    /// What only a response can break counts as a bad gateway's fault, and what only a writer
    /// refuses as the server's own.
    package var status: StatusCode {
        switch self {
        case .requestLineTooLong: .uriTooLong
        case .fieldSectionTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .contentTooLong, .chunkExtensionsTooLong: .contentTooLarge
        case .unsupportedTransferCoding: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        case .malformedStatusLine, .statusLineTooLong, .tooManyInformationalResponses,
            .unexpectedProtocolSwitch, .closedBeforeResponse, .truncated,
            .malformedScriptHead, .scriptHeadTooLarge, .scriptHeadTruncated:
            .badGateway
        case .invalidMethod, .invalidTarget, .invalidFieldName, .invalidFieldValue,
            .invalidReason:
            .internalServerError
        default: .badRequest
        }
    }
}

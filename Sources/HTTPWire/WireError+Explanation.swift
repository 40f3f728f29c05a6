extension WireError {
    /// One sentence about the broken rule for people, without anything of the message itself.
    package var explanation: StaticString {
        switch self {
        case .bareCarriageReturn: "A carriage return was not followed by a line feed."
        case .bareLineFeed: "A line ended with a line feed alone."
        case .controlCharacter: "A line held a control character."
        case .tooManyEmptyLines: "Too many empty lines came before the request."
        case .malformedRequestLine: "The request line is not METHOD TARGET HTTP/1.1."
        case .requestLineTooLong: "The request line is too long."
        case .malformedTarget: "The request target is malformed."
        case .unsupportedVersion: "Only HTTP/1.0 and HTTP/1.1 are spoken here."
        case .malformedFieldName: "The name of a header field is malformed."
        case .whitespaceBeforeColon: "There was whitespace between a field name and its colon."
        case .missingColon: "A header field had no colon."
        case .obsoleteFolding: "A header field was folded over several lines."
        case .fieldSectionTooLarge: "The header fields are too large."
        case .tooManyFields: "There are too many header fields."
        case .missingHost: "The Host field is missing."
        case .duplicateHost: "There is more than one Host field."
        case .malformedHost: "The Host field is malformed."
        case .malformedContentLength: "The Content-Length field is malformed."
        case .duplicateContentLength: "There is more than one Content-Length field."
        case .contentTooLong: "The content is too long."
        default: laterExplanation
        }
    }

    /// The rest of the table: content, responses, scripts and writers.
    private var laterExplanation: StaticString {
        switch self {
        case .contentLengthWithTransferEncoding:
            "Content-Length and Transfer-Encoding contradict each other."
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .malformedTransferEncoding: "The Transfer-Encoding field is malformed."
        case .unsupportedTransferCoding: "No transfer coding but chunked is supported."
        case .malformedChunk: "The chunked content is malformed."
        case .chunkExtensionsTooLong: "The chunk extensions are too long."
        case .malformedStatusLine: "The status line is malformed."
        case .statusLineTooLong: "The status line is too long."
        case .tooManyInformationalResponses: "There were too many 1xx responses."
        case .unexpectedProtocolSwitch: "The protocol was switched without having been asked."
        case .closedBeforeResponse: "The connection was closed before a response."
        case .truncated: "The connection was closed in the middle of a message."
        case .malformedScriptHead: "The script wrote a malformed header."
        case .scriptHeadTooLarge: "The script wrote too large a header."
        case .scriptHeadTruncated: "The script ended before its header was complete."
        case .invalidMethod: "The method to be sent is not a token."
        case .invalidTarget: "The request target to be sent is malformed."
        case .invalidFieldName: "The name of a field to be sent is malformed."
        case .invalidFieldValue: "The value of a field to be sent is malformed."
        case .invalidReason: "The reason phrase to be sent is malformed."
        default: "The request is malformed."
        }
    }
}

import Foundation

/// A line of `--access-log json`.
struct AccessEntry: Decodable {
    let time: String
    let client: String
    let port: Int
    let method: String
    let target: String
    let `protocol`: String
    let status: Int
    let bytes: Int
    let complete: Bool
    let durationUs: Int
    let referer: String?
    let userAgent: String?

    init(_ json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(AccessEntry.self, from: Data(json.utf8))
    }

    /// The lines of a log, as soon as it has so many: they are written behind their responses.
    static func lines(_ path: String, _ count: Int) -> [String] {
        var lines: [String] = []
        _ = eventually {
            let data = FileManager.default.contents(atPath: path) ?? Data()
            lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
            return lines.count >= count
        }
        return lines
    }
}

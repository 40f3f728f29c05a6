/// The icons of a listing; the raw value is the id of the drawing in the page.
package enum Icon: UInt8, Sendable, CaseIterable {
    case folder = 0x64  // d, as in ls -l
    case file = 0x66  // f
    case text = 0x74  // t
    case image = 0x69  // i
    case audio = 0x61  // a
    case video = 0x76  // v
    case code = 0x63  // c
    case archive = 0x7a  // z
    case script = 0x78  // x, as in ls -l
}

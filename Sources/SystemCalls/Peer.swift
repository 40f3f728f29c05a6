/// The address that a load generator connects to.
package enum Peer: Sendable, Equatable {
    /// A TCP address.
    case internet(SocketAddress)
    /// The path of a `unix(7)` stream socket.
    case local(String)
}

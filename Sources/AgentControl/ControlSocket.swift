/// Where the daemon listens and what it answers there.
public enum ControlSocket {
    /// The socket's path unless the configuration names another.
    public static let standardPath = "/run/writeback/control.sock"
    /// The media type of progress: one JSON object in each line.
    public static let linesContentType = "application/x-ndjson"
}

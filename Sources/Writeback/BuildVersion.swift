/// The version of this build; the three programs are released together.
public enum BuildVersion {
    /// The version, as `MAJOR.MINOR.PATCH`.
    public static let text = "0.1.0"
}

/// A protocol that something outside stands behind, with who implements it.
struct Port {
    let name: String
    /// The target that declares it.
    let home: String
    /// Implementations in Sources.
    let real: Set<String>
    /// Whether tests have one of their own.
    let isSimulated: Bool

    /// Every port pays for itself with a second implementation. A protocol with one is removed.
    static let all: [Port] = [
        Port(name: "FileSystem", home: "GreffeStorage", real: ["LinuxFileSystem"], isSimulated: true),
        Port(name: "ArchiveFiles", home: "GreffeVerification", real: ["LinuxArchiveFiles"], isSimulated: true),
        Port(name: "DossierFiles", home: "GreffeVerification", real: ["LinuxDossierFiles"], isSimulated: true),
        Port(name: "TimeSource", home: "GreffeCore", real: ["SystemClock"], isSimulated: true),
        Port(name: "LetterReader", home: "GreffeCore", real: ["WorkerPool"], isSimulated: true),
        Port(name: "CustomerDirectory", home: "GreffeCore", real: ["CustomerStore"], isSimulated: true),
        Port(
            name: "TimeStampAuthority", home: "GreffeCore", real: ["HTTPTimeStampAuthority"], isSimulated: true),
    ]

    /// Protocols that are no ports: what several types of ours are, not what stands outside.
    static let vocabulary: [String: String] = [
        "GreffeError": "what every room's error enum is",
        "HashSource": "public: others bring their own tiles",
        "PageSource": "a scan opened, whichever of the kinds of file it is",
    ]
}
